// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

// The sockets are watched here and only the ready ones are told to libcurl: `curl_multi_perform` would ask the system about
// the socket of every transfer in every turn.

struct tapedeck_multi {
    CURLM *multi;
    /// The sockets to watch; the first one is the end of the pipe that wakes.
    struct pollfd *sockets;
    size_t count;
    size_t capacity;
    /// The sockets that were ready after the last wait.
    struct pollfd *ready;
    size_t ready_count;
    /// Milliseconds of the monotonic clock at which libcurl wants to be called; negative when it does not.
    int64_t due;
    /// The end of the pipe that is written to.
    int wake;
    /// The handles that wait to be used again.
    tapedeck_transfer *idle;
    size_t idle_count;
};

/// Maximum number of handles that wait to be used again.
static const size_t idle_limit = 64;

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// MARK: - What libcurl calls

static bool reserve(tapedeck_multi *set, size_t capacity) {
    if (capacity <= set->capacity) return true;
    size_t larger = capacity < 32 ? 32 : capacity * 2;
    struct pollfd *sockets = realloc(set->sockets, larger * sizeof *sockets);
    if (sockets == NULL) return false;
    set->sockets = sockets;
    struct pollfd *ready = realloc(set->ready, larger * sizeof *ready);
    if (ready == NULL) return false;
    set->ready = ready;
    set->capacity = larger;
    return true;
}

static int socket_callback(CURL *easy, curl_socket_t socket, int what, void *user, void *assigned) {
    (void)easy;
    (void)assigned;
    tapedeck_multi *set = user;
    size_t place = 1;
    while (place < set->count && set->sockets[place].fd != socket) place += 1;
    if (what == CURL_POLL_REMOVE) {
        if (place < set->count) set->sockets[place] = set->sockets[--set->count];
        return 0;
    }
    if (place == set->count) {
        if (!reserve(set, set->count + 1)) return -1;
        set->count += 1;
    }
    short events = (what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0);
    set->sockets[place] = (struct pollfd){ .fd = socket, .events = events };
    return 0;
}

static int timer_callback(CURLM *multi, long timeout_ms, void *user) {
    (void)multi;
    tapedeck_multi *set = user;
    set->due = timeout_ms < 0 ? -1 : milliseconds() + timeout_ms;
    return 0;
}

// MARK: - Sets of transfers

bool tapedeck_curl_initialize(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

const char *tapedeck_curl_built_in_authorities(void) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    return info != NULL && info->age >= CURLVERSION_SEVENTH ? info->cainfo : NULL;
}

static bool open_pipe(tapedeck_multi *set) {
    int ends[2];
    if (pipe(ends) != 0) return false;
    for (int end = 0; end < 2; end += 1) {
        fcntl(ends[end], F_SETFD, FD_CLOEXEC);
        fcntl(ends[end], F_SETFL, O_NONBLOCK);
    }
    set->sockets[0] = (struct pollfd){ .fd = ends[0], .events = POLLIN };
    set->count = 1;
    set->wake = ends[1];
    return true;
}

tapedeck_multi *tapedeck_multi_create(long max_idle) {
    tapedeck_multi *set = calloc(1, sizeof *set);
    if (set == NULL) return NULL;
    set->due = -1;
    set->wake = -1;
    set->multi = curl_multi_init();
    if (set->multi == NULL || !reserve(set, 1) || !open_pipe(set)) {
        tapedeck_multi_destroy(set);
        return NULL;
    }
    curl_multi_setopt(set->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(set->multi, CURLMOPT_MAXCONNECTS, max_idle);
    curl_multi_setopt(set->multi, CURLMOPT_SOCKETFUNCTION, socket_callback);
    curl_multi_setopt(set->multi, CURLMOPT_SOCKETDATA, set);
    curl_multi_setopt(set->multi, CURLMOPT_TIMERFUNCTION, timer_callback);
    curl_multi_setopt(set->multi, CURLMOPT_TIMERDATA, set);
    return set;
}

void tapedeck_multi_destroy(tapedeck_multi *set) {
    while (set->idle != NULL) {
        tapedeck_transfer *transfer = set->idle;
        set->idle = transfer->next;
        tapedeck_transfer_free(transfer);
    }
    if (set->multi != NULL) curl_multi_cleanup(set->multi);
    if (set->wake >= 0) {
        close(set->sockets[0].fd);
        close(set->wake);
    }
    free(set->sockets);
    free(set->ready);
    free(set);
}

bool tapedeck_multi_add(tapedeck_multi *set, tapedeck_transfer *transfer) {
    return curl_multi_add_handle(set->multi, transfer->easy) == CURLM_OK;
}

void tapedeck_multi_remove(tapedeck_multi *set, tapedeck_transfer *transfer) {
    curl_multi_remove_handle(set->multi, transfer->easy);
}

/// Tells libcurl of the sockets that were ready. It may close and watch others meanwhile; those it ignores or finds not ready.
static bool handle_ready(tapedeck_multi *set) {
    size_t count = set->ready_count;
    set->ready_count = 0;
    for (size_t place = 0; place < count; place += 1) {
        short events = set->ready[place].revents;
        int mask = (events & POLLIN ? CURL_CSELECT_IN : 0) | (events & POLLOUT ? CURL_CSELECT_OUT : 0);
        // libcurl finds out what a connection that ended has to say by reading.
        if (events & POLLHUP) mask |= CURL_CSELECT_IN;
        if (events & (POLLERR | POLLNVAL)) mask |= CURL_CSELECT_ERR;
        int running = 0;
        if (curl_multi_socket_action(set->multi, set->ready[place].fd, mask, &running) != CURLM_OK) return false;
    }
    return true;
}

bool tapedeck_multi_perform(tapedeck_multi *set) {
    if (!handle_ready(set)) return false;
    if (set->due < 0 || set->due > milliseconds()) return true;
    set->due = -1;
    int running = 0;
    return curl_multi_socket_action(set->multi, CURL_SOCKET_TIMEOUT, 0, &running) == CURLM_OK;
}

void tapedeck_multi_wait(tapedeck_multi *set, int timeout_ms) {
    if (set->due >= 0 && timeout_ms > 0) {
        int64_t left = set->due - milliseconds();
        if (left < timeout_ms) timeout_ms = left > 0 ? (int)left : 0;
    }
    int ready = poll(set->sockets, (nfds_t)set->count, timeout_ms);
    set->ready_count = 0;
    if (ready <= 0) return;
    if (set->sockets[0].revents != 0) {
        char bytes[64];
        while (read(set->sockets[0].fd, bytes, sizeof bytes) == sizeof bytes) {}
        ready -= 1;
    }
    for (size_t place = 1; place < set->count && ready > 0; place += 1) {
        if (set->sockets[place].revents == 0) continue;
        set->ready[set->ready_count++] = set->sockets[place];
        ready -= 1;
    }
}

void tapedeck_multi_wake(tapedeck_multi *set) {
    // A full pipe wakes as well.
    while (write(set->wake, "", 1) < 0 && errno == EINTR) {}
}

void *tapedeck_multi_next_ended(tapedeck_multi *set, tapedeck_result *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(set->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        tapedeck_transfer *transfer = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        if (transfer == NULL) continue;
        *result = tapedeck_result_of(message->easy_handle, message->data.result);
        return transfer->context;
    }
    return NULL;
}

// MARK: - Handles that are used again

tapedeck_transfer *tapedeck_transfer_create(tapedeck_multi *set) {
    tapedeck_transfer *transfer = set->idle;
    if (transfer != NULL) {
        set->idle = transfer->next;
        set->idle_count -= 1;
        transfer->failure[0] = '\0';
        return transfer;
    }
    transfer = calloc(1, sizeof *transfer);
    if (transfer == NULL) return NULL;
    transfer->easy = curl_easy_init();
    if (transfer->easy != NULL) return transfer;
    free(transfer);
    return NULL;
}

void tapedeck_transfer_destroy(tapedeck_multi *set, tapedeck_transfer *transfer) {
    if (!transfer->is_reusable || set->idle_count == idle_limit) return tapedeck_transfer_free(transfer);
    // A body is up to 64 KiB large, and may hold what nobody else should find in memory.
    curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, NULL);
    transfer->next = set->idle;
    set->idle = transfer;
    set->idle_count += 1;
}
