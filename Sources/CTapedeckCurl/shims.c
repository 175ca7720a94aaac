// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#include "CTapedeckCurl.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#if LIBCURL_VERSION_NUM < 0x075500
#error "Tapedeck needs libcurl 7.85.0 or newer"
#endif

struct tapedeck_transfer {
    CURL *easy;
    struct curl_slist *headers;
    const tapedeck_callbacks *callbacks;
    void *context;
    char failure[CURL_ERROR_SIZE];
};

// MARK: - Callbacks

static size_t header_callback(char *bytes, size_t size, size_t count, void *user) {
    tapedeck_transfer *transfer = user;
    size_t total = size * count;
    tapedeck_flow flow = transfer->callbacks->header(transfer->context, (const uint8_t *)bytes, total);
    return flow == TAPEDECK_FLOW_GO ? total : CURL_WRITEFUNC_ERROR;
}

static size_t write_callback(char *bytes, size_t size, size_t count, void *user) {
    tapedeck_transfer *transfer = user;
    size_t total = size * count;
    switch (transfer->callbacks->receive(transfer->context, (const uint8_t *)bytes, total)) {
    case TAPEDECK_FLOW_GO: return total;
    case TAPEDECK_FLOW_PAUSE: return CURL_WRITEFUNC_PAUSE;
    default: return CURL_WRITEFUNC_ERROR;
    }
}

static size_t read_callback(char *bytes, size_t size, size_t count, void *user) {
    tapedeck_transfer *transfer = user;
    size_t given = 0;
    switch (transfer->callbacks->send(transfer->context, (uint8_t *)bytes, size * count, &given)) {
    case TAPEDECK_FLOW_GO: return given;
    case TAPEDECK_FLOW_PAUSE: return CURL_READFUNC_PAUSE;
    default: return CURL_READFUNC_ABORT;
    }
}

static int seek_callback(void *user, curl_off_t offset, int origin) {
    tapedeck_transfer *transfer = user;
    if (origin != SEEK_SET || offset != 0) return CURL_SEEKFUNC_CANTSEEK;
    return transfer->callbacks->rewind(transfer->context) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

// MARK: - Results

static tapedeck_result result_of(CURL *easy, CURLcode code) {
    switch (code) {
    case CURLE_OK: return TAPEDECK_RESULT_OK;
    case CURLE_COULDNT_RESOLVE_HOST: return TAPEDECK_RESULT_UNRESOLVED_HOST;
    case CURLE_COULDNT_RESOLVE_PROXY: return TAPEDECK_RESULT_UNRESOLVED_PROXY;
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED: return TAPEDECK_RESULT_CONNECT_FAILED;
    case CURLE_PROXY: return TAPEDECK_RESULT_PROXY_FAILED;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return TAPEDECK_RESULT_CERTIFICATE_REFUSED;
    case CURLE_SSL_CACERT_BADFILE: return TAPEDECK_RESULT_CA_BUNDLE_UNUSABLE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_USE_SSL_FAILED: return TAPEDECK_RESULT_TLS_FAILED;
    case CURLE_OPERATION_TIMEDOUT: return TAPEDECK_RESULT_TIMED_OUT;
    case CURLE_WRITE_ERROR:
    case CURLE_ABORTED_BY_CALLBACK: return TAPEDECK_RESULT_ABORTED;
    case CURLE_SEND_FAIL_REWIND: return TAPEDECK_RESULT_CANNOT_RESEND;
    case CURLE_BAD_CONTENT_ENCODING: return TAPEDECK_RESULT_BAD_ENCODING;
    case CURLE_WEIRD_SERVER_REPLY: return TAPEDECK_RESULT_NOT_HTTP;
    case CURLE_UNSUPPORTED_PROTOCOL: {
        // The URL's scheme was checked before, so this is an answer without a status line (HTTP/0.9).
        return TAPEDECK_RESULT_NOT_HTTP;
    }
    case CURLE_URL_MALFORMAT: return TAPEDECK_RESULT_BAD_REQUEST;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: {
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
        if (status >= 300) return TAPEDECK_RESULT_PROXY_FAILED;
        return code == CURLE_SEND_ERROR ? TAPEDECK_RESULT_SEND_FAILED : TAPEDECK_RESULT_BROKEN_OFF;
    }
    default: return TAPEDECK_RESULT_OTHER;
    }
}

// MARK: - Sets of transfers

bool tapedeck_curl_initialize(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

const char *tapedeck_curl_built_in_authorities(void) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    return info != NULL && info->age >= CURLVERSION_SEVENTH ? info->cainfo : NULL;
}

tapedeck_multi *tapedeck_multi_create(long max_idle) {
    CURLM *multi = curl_multi_init();
    if (multi == NULL) return NULL;
    curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, max_idle);
    return (tapedeck_multi *)multi;
}

void tapedeck_multi_destroy(tapedeck_multi *multi) {
    curl_multi_cleanup((CURLM *)multi);
}

bool tapedeck_multi_add(tapedeck_multi *multi, tapedeck_transfer *transfer) {
    return curl_multi_add_handle((CURLM *)multi, transfer->easy) == CURLM_OK;
}

void tapedeck_multi_remove(tapedeck_multi *multi, tapedeck_transfer *transfer) {
    curl_multi_remove_handle((CURLM *)multi, transfer->easy);
}

bool tapedeck_multi_perform(tapedeck_multi *multi) {
    int running = 0;
    return curl_multi_perform((CURLM *)multi, &running) == CURLM_OK;
}

bool tapedeck_multi_wait(tapedeck_multi *multi, int timeout_ms) {
    return curl_multi_poll((CURLM *)multi, NULL, 0, timeout_ms, NULL) == CURLM_OK;
}

void tapedeck_multi_wake(tapedeck_multi *multi) {
    curl_multi_wakeup((CURLM *)multi);
}

void *tapedeck_multi_next_ended(tapedeck_multi *multi, tapedeck_result *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read((CURLM *)multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        tapedeck_transfer *transfer = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        if (transfer == NULL) continue;
        *result = result_of(message->easy_handle, message->data.result);
        return transfer->context;
    }
    return NULL;
}

// MARK: - Transfers

tapedeck_transfer *tapedeck_transfer_create(void) {
    tapedeck_transfer *transfer = calloc(1, sizeof *transfer);
    if (transfer == NULL) return NULL;
    transfer->easy = curl_easy_init();
    if (transfer->easy != NULL) return transfer;
    free(transfer);
    return NULL;
}

void tapedeck_transfer_destroy(tapedeck_transfer *transfer) {
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    free(transfer);
}

bool tapedeck_transfer_add_header(tapedeck_transfer *transfer, const char *line) {
    struct curl_slist *headers = curl_slist_append(transfer->headers, line);
    if (headers == NULL) return false;
    transfer->headers = headers;
    return true;
}

bool tapedeck_transfer_prepare(
    tapedeck_transfer *transfer, const tapedeck_request *request, const tapedeck_callbacks *callbacks, void *context) {
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
    transfer->callbacks = callbacks;
    transfer->context = context;
#define SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(easy, option, value)
    SET(CURLOPT_PRIVATE, transfer);
    SET(CURLOPT_ERRORBUFFER, transfer->failure);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_URL, request->url);
    if (request->target != NULL) SET(CURLOPT_REQUEST_TARGET, request->target);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(CURLOPT_PIPEWAIT, 0L);
    SET(CURLOPT_FRESH_CONNECT, request->use_fresh_connection ? 1L : 0L);
    SET(CURLOPT_TCP_NODELAY, 1L);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_BUFFERSIZE, 65536L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout_ms);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (request->ca_bundle != NULL) SET(CURLOPT_CAINFO, request->ca_bundle);
    if (!request->use_environment_proxy) {
        SET(CURLOPT_PROXY, "");
        SET(CURLOPT_NOPROXY, "*");
    }
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    SET(CURLOPT_HTTPHEADER, transfer->headers);
    SET(CURLOPT_HEADERFUNCTION, header_callback);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, write_callback);
    SET(CURLOPT_WRITEDATA, transfer);
    // Tapedeck undoes the codings it knows and leaves the others; libcurl fails at them.
    SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    switch (request->upload) {
    case TAPEDECK_UPLOAD_NONE:
        if (strcmp(request->method, "HEAD") == 0) {
            SET(CURLOPT_NOBODY, 1L);
        } else {
            SET(CURLOPT_HTTPGET, 1L);
        }
        break;
    case TAPEDECK_UPLOAD_COPIED:
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        SET(CURLOPT_COPYPOSTFIELDS, request->body_length > 0 ? (const char *)request->body : "");
        break;
    case TAPEDECK_UPLOAD_CALLBACK:
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, request->body_length < 0 ? (curl_off_t)-1 : (curl_off_t)request->body_length);
        SET(CURLOPT_READFUNCTION, read_callback);
        SET(CURLOPT_READDATA, transfer);
        SET(CURLOPT_SEEKFUNCTION, seek_callback);
        SET(CURLOPT_SEEKDATA, transfer);
        break;
    }
    SET(CURLOPT_CUSTOMREQUEST, request->method);
#undef SET
    return code == CURLE_OK;
}

void tapedeck_transfer_pause(tapedeck_transfer *transfer, bool receiving, bool sending) {
    int directions = (receiving ? CURLPAUSE_RECV : 0) | (sending ? CURLPAUSE_SEND : 0);
    curl_easy_pause(transfer->easy, directions);
}

const char *tapedeck_transfer_failure(const tapedeck_transfer *transfer) {
    return transfer->failure;
}

bool tapedeck_transfer_used_kept_connection(const tapedeck_transfer *transfer) {
    long connects = 0;
    return curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connects) == CURLE_OK && connects == 0;
}

int64_t tapedeck_transfer_connect_time(const tapedeck_transfer *transfer) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds);
    return microseconds;
}
