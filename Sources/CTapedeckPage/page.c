// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#include "page.h"

#include <string.h>

#if defined(__clang__)
// #embed is C23; clang has it in older modes as an extension.
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wc23-extensions"
#endif

static const uint8_t api_js[] = {
#embed "page/api.js"
};

static const uint8_t conversation_js[] = {
#embed "page/conversation.js"
};

static const uint8_t detail_js[] = {
#embed "page/detail.js"
};

static const uint8_t document_js[] = {
#embed "page/document.js"
};

static const uint8_t dom_js[] = {
#embed "page/dom.js"
};

static const uint8_t icon_svg[] = {
#embed "page/icon.svg"
};

static const uint8_t index_html[] = {
#embed "page/index.html"
};

static const uint8_t list_js[] = {
#embed "page/list.js"
};

static const uint8_t losses_js[] = {
#embed "page/losses.js"
};

static const uint8_t main_js[] = {
#embed "page/main.js"
};

static const uint8_t numbers_js[] = {
#embed "page/numbers.js"
};

static const uint8_t page_css[] = {
#embed "page/page.css"
};

static const uint8_t timeline_js[] = {
#embed "page/timeline.js"
};

static const struct {
    const char *name;
    const uint8_t *bytes;
    size_t count;
} files[] = {
    {"api.js", api_js, sizeof api_js},
    {"conversation.js", conversation_js, sizeof conversation_js},
    {"detail.js", detail_js, sizeof detail_js},
    {"document.js", document_js, sizeof document_js},
    {"dom.js", dom_js, sizeof dom_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"index.html", index_html, sizeof index_html},
    {"list.js", list_js, sizeof list_js},
    {"losses.js", losses_js, sizeof losses_js},
    {"main.js", main_js, sizeof main_js},
    {"numbers.js", numbers_js, sizeof numbers_js},
    {"page.css", page_css, sizeof page_css},
    {"timeline.js", timeline_js, sizeof timeline_js},
};

tapedeck_embedded_file tapedeck_page_file(const char *name) {
    for (size_t index = 0; index < sizeof files / sizeof files[0]; index++) {
        if (strcmp(files[index].name, name) == 0) {
            return (tapedeck_embedded_file){files[index].bytes, files[index].count};
        }
    }
    return (tapedeck_embedded_file){NULL, 0};
}
