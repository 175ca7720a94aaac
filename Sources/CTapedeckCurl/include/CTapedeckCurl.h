// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// A narrow, typed face on system libcurl. Swift cannot call libcurl's variadic functions, and libcurl's constants
// change between enumerators and macros from version to version, so neither appears here.

#ifndef CTAPEDECKCURL_H
#define CTAPEDECKCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a callback tells the transfer to do next.
typedef enum tapedeck_flow {
    /// The bytes were taken, or bytes were given.
    TAPEDECK_FLOW_GO = 0,
    /// Stop this direction until `tapedeck_transfer_pause` lets it go on.
    TAPEDECK_FLOW_PAUSE = 1,
    /// End the transfer with `TAPEDECK_RESULT_ABORTED`.
    TAPEDECK_FLOW_ABORT = 2,
} tapedeck_flow;

/// How a transfer ended.
typedef enum tapedeck_result {
    TAPEDECK_RESULT_OK = 0,
    TAPEDECK_RESULT_UNRESOLVED_HOST,
    TAPEDECK_RESULT_UNRESOLVED_PROXY,
    TAPEDECK_RESULT_CONNECT_FAILED,
    TAPEDECK_RESULT_PROXY_FAILED,
    TAPEDECK_RESULT_TLS_FAILED,
    TAPEDECK_RESULT_CERTIFICATE_REFUSED,
    TAPEDECK_RESULT_CA_BUNDLE_UNUSABLE,
    TAPEDECK_RESULT_TIMED_OUT,
    TAPEDECK_RESULT_ABORTED,
    TAPEDECK_RESULT_BROKEN_OFF,
    /// The connection ended before the request was sent whole.
    TAPEDECK_RESULT_SEND_FAILED,
    TAPEDECK_RESULT_CANNOT_RESEND,
    TAPEDECK_RESULT_BAD_ENCODING,
    TAPEDECK_RESULT_NOT_HTTP,
    TAPEDECK_RESULT_BAD_REQUEST,
    TAPEDECK_RESULT_OTHER,
} tapedeck_result;

/// One request and its response; also the buffers libcurl needs meanwhile.
typedef struct tapedeck_transfer tapedeck_transfer;

/// The set of transfers one thread drives, and their connections.
typedef struct tapedeck_multi tapedeck_multi;

/// What a transfer calls, always on the thread that drives it.
typedef struct tapedeck_callbacks {
    /// Takes one header line with its line end.
    tapedeck_flow (*header)(void *context, const uint8_t *bytes, size_t count);
    /// Takes body bytes; after a pause the same bytes come again.
    tapedeck_flow (*receive)(void *context, const uint8_t *bytes, size_t count);
    /// Fills in at most `capacity` body bytes; `*count` of zero with `TAPEDECK_FLOW_GO` is the end.
    tapedeck_flow (*send)(void *context, uint8_t *bytes, size_t capacity, size_t *count);
    /// Goes back to the first body byte; false when that cannot be done.
    bool (*rewind)(void *context);
} tapedeck_callbacks;

/// How the body of a request is given.
typedef enum tapedeck_upload {
    /// No body and no `content-length`.
    TAPEDECK_UPLOAD_NONE = 0,
    /// The bytes in `body`, copied at once.
    TAPEDECK_UPLOAD_COPIED,
    /// The `send` callback; `body_length` is negative when it is not known.
    TAPEDECK_UPLOAD_CALLBACK,
} tapedeck_upload;

/// A request as libcurl sends it. All strings are copied. The proxies, authorities and limit are those of the first request
/// of a set.
typedef struct tapedeck_request {
    const char *method;
    /// The header lines, each ended by a zero byte: `name: value`, `name:` to send none, `name;` to send an empty one.
    const char *lines;
    size_t lines_length;
    /// At least one.
    size_t line_count;
    const char *url;
    /// What stands in the request line, byte for byte, or NULL for what libcurl makes of the URL.
    const char *target;
    tapedeck_upload upload;
    const uint8_t *body;
    int64_t body_length;
    /// Whether to make a new connection: one kept from before may turn out to be dead after body bytes were read.
    bool use_fresh_connection;
    /// Whether proxies named in the environment are used.
    bool use_environment_proxy;
    /// Path of a PEM file of trusted authorities, or NULL for the system's.
    const char *ca_bundle;
    long connect_timeout_ms;
} tapedeck_request;

/// Initialises libcurl for the process; any number of calls from any thread.
bool tapedeck_curl_initialize(void);

/// The file of certificate authorities that libcurl reads unless told otherwise, or NULL.
const char *tapedeck_curl_built_in_authorities(void);

/// Creates a set of transfers that keeps at most `max_idle` connections open for reuse, or returns NULL.
tapedeck_multi *tapedeck_multi_create(long max_idle);
void tapedeck_multi_destroy(tapedeck_multi *multi);
bool tapedeck_multi_add(tapedeck_multi *multi, tapedeck_transfer *transfer);
void tapedeck_multi_remove(tapedeck_multi *multi, tapedeck_transfer *transfer);
/// Moves the transfers on whose sockets were ready after the last wait, or whose time has come.
bool tapedeck_multi_perform(tapedeck_multi *multi);
/// Waits for network activity, a wake-up or the end of `timeout_ms`.
void tapedeck_multi_wait(tapedeck_multi *multi, int timeout_ms);
/// Ends the present or the next wait; from any thread.
void tapedeck_multi_wake(tapedeck_multi *multi);
/// Returns the context of a transfer that has ended, and how, or NULL.
void *tapedeck_multi_next_ended(tapedeck_multi *multi, tapedeck_result *result);

/// Creates a transfer for one request, or returns NULL.
tapedeck_transfer *tapedeck_transfer_create(tapedeck_multi *multi);
/// Ends the use of a transfer, which is in no set any more; its handle may serve another request of the same set.
void tapedeck_transfer_destroy(tapedeck_multi *multi, tapedeck_transfer *transfer);
/// Sets everything up for a request; `callbacks` must outlive it.
bool tapedeck_transfer_prepare(
    tapedeck_transfer *transfer, const tapedeck_request *request, const tapedeck_callbacks *callbacks, void *context);
/// Stops or lets go on each direction.
void tapedeck_transfer_pause(tapedeck_transfer *transfer, bool receiving, bool sending);
/// libcurl's own words for the failure; empty when there are none.
const char *tapedeck_transfer_failure(const tapedeck_transfer *transfer);
/// Microseconds from the start until the connection stood, TLS included; zero while it does not.
int64_t tapedeck_transfer_connect_time(const tapedeck_transfer *transfer);

/// Whether the transfer used a connection kept from before, and no new one.
bool tapedeck_transfer_used_kept_connection(const tapedeck_transfer *transfer);

/// Runs `body` on a new detached thread that handles no signals.
bool tapedeck_thread_start(void (*body)(void *context), void *context);

#endif
