// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// What the files of this target share.

#ifndef CTAPEDECKCURL_INTERNAL_H
#define CTAPEDECKCURL_INTERNAL_H

#include "CTapedeckCurl.h"

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075500
#error "Tapedeck needs libcurl 7.85.0 or newer"
#endif

struct tapedeck_transfer {
    CURL *easy;
    /// The header lines, which lie end to end, and libcurl's list of them; libcurl copies neither.
    char *lines;
    struct curl_slist *headers;
    const tapedeck_callbacks *callbacks;
    void *context;
    char failure[CURL_ERROR_SIZE];
    /// Whether the options that are the same for every request of the set are set.
    bool is_configured;
    /// Whether the handle can serve another request: every option that may differ is set anew then.
    bool is_reusable;
    /// The next transfer that waits to be used again.
    tapedeck_transfer *next;
};

/// How a transfer of libcurl's ended.
tapedeck_result tapedeck_result_of(CURL *easy, CURLcode code);
void tapedeck_transfer_free(tapedeck_transfer *transfer);

#endif
