// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#include "internal.h"

#include <stdlib.h>
#include <string.h>

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

// MARK: - Transfers

void tapedeck_transfer_free(tapedeck_transfer *transfer) {
    curl_easy_cleanup(transfer->easy);
    free(transfer->headers);
    free(transfer->lines);
    free(transfer);
}

/// Copies the header lines, and makes libcurl's list of them.
static bool set_lines(tapedeck_transfer *transfer, const tapedeck_request *request) {
    char *lines = realloc(transfer->lines, request->lines_length);
    if (lines == NULL) return false;
    transfer->lines = lines;
    struct curl_slist *headers = realloc(transfer->headers, request->line_count * sizeof *headers);
    if (headers == NULL) return false;
    transfer->headers = headers;
    memcpy(lines, request->lines, request->lines_length);
    for (size_t line = 0; line < request->line_count; line += 1) {
        bool is_last = line + 1 == request->line_count;
        headers[line] = (struct curl_slist){ .data = lines, .next = is_last ? NULL : &headers[line + 1] };
        lines += strlen(lines) + 1;
    }
    return true;
}

/// Sets what is the same for every request of a set.
static CURLcode configure(tapedeck_transfer *transfer, const tapedeck_request *request) {
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
#define SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(easy, option, value)
    SET(CURLOPT_PRIVATE, transfer);
    SET(CURLOPT_ERRORBUFFER, transfer->failure);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(CURLOPT_PIPEWAIT, 0L);
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
    SET(CURLOPT_HEADERFUNCTION, header_callback);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, write_callback);
    SET(CURLOPT_WRITEDATA, transfer);
    // Tapedeck undoes the codings it knows and leaves the others; libcurl fails at them.
    SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    return code;
}

bool tapedeck_transfer_prepare(
    tapedeck_transfer *transfer, const tapedeck_request *request, const tapedeck_callbacks *callbacks, void *context) {
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
    transfer->callbacks = callbacks;
    transfer->context = context;
    if (!transfer->is_configured) code = configure(transfer, request);
    transfer->is_configured = true;
    transfer->is_reusable = request->upload != TAPEDECK_UPLOAD_CALLBACK && strcmp(request->method, "HEAD") != 0;
    if (!set_lines(transfer, request)) return false;
    SET(CURLOPT_URL, request->url);
    if (request->target != NULL) SET(CURLOPT_REQUEST_TARGET, request->target);
    SET(CURLOPT_FRESH_CONNECT, request->use_fresh_connection ? 1L : 0L);
    SET(CURLOPT_HTTPHEADER, transfer->headers);
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
