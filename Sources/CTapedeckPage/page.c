// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#include "page.h"

#include <string.h>

#if defined(__clang__)
// #embed is C23; clang has it in older modes as an extension.
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wc23-extensions"
#endif

/// The files are texts, and each ends with a zero byte that is not part of it.
static const struct {
    const char *name;
    const char *text;
} files[] = {
    {"api.js", (const char[]){
#embed "page/api.js" suffix(, 0)
    }},
    {"conversation.js", (const char[]){
#embed "page/conversation.js" suffix(, 0)
    }},
    {"detail.js", (const char[]){
#embed "page/detail.js" suffix(, 0)
    }},
    {"document.js", (const char[]){
#embed "page/document.js" suffix(, 0)
    }},
    {"dom.js", (const char[]){
#embed "page/dom.js" suffix(, 0)
    }},
    {"events.js", (const char[]){
#embed "page/events.js" suffix(, 0)
    }},
    {"findings.js", (const char[]){
#embed "page/findings.js" suffix(, 0)
    }},
    {"head.js", (const char[]){
#embed "page/head.js" suffix(, 0)
    }},
    {"icon.svg", (const char[]){
#embed "page/icon.svg" suffix(, 0)
    }},
    {"index.html", (const char[]){
#embed "page/index.html" suffix(, 0)
    }},
    {"keys.js", (const char[]){
#embed "page/keys.js" suffix(, 0)
    }},
    {"life.js", (const char[]){
#embed "page/life.js" suffix(, 0)
    }},
    {"list.js", (const char[]){
#embed "page/list.js" suffix(, 0)
    }},
    {"lists.js", (const char[]){
#embed "page/lists.js" suffix(, 0)
    }},
    {"live.js", (const char[]){
#embed "page/live.js" suffix(, 0)
    }},
    {"losses.js", (const char[]){
#embed "page/losses.js" suffix(, 0)
    }},
    {"main.js", (const char[]){
#embed "page/main.js" suffix(, 0)
    }},
    {"numbers.js", (const char[]){
#embed "page/numbers.js" suffix(, 0)
    }},
    {"page.css", (const char[]){
#embed "page/page.css" suffix(, 0)
    }},
    {"place.js", (const char[]){
#embed "page/place.js" suffix(, 0)
    }},
    {"shown.js", (const char[]){
#embed "page/shown.js" suffix(, 0)
    }},
    {"snapshot.js", (const char[]){
#embed "page/snapshot.js" suffix(, 0)
    }},
    {"state.js", (const char[]){
#embed "page/state.js" suffix(, 0)
    }},
    {"tape.js", (const char[]){
#embed "page/tape.js" suffix(, 0)
    }},
    {"timeline.js", (const char[]){
#embed "page/timeline.js" suffix(, 0)
    }},
    {"views.js", (const char[]){
#embed "page/views.js" suffix(, 0)
    }},
};

tapedeck_embedded_file tapedeck_page_file(const char *name) {
    for (size_t index = 0; index < sizeof files / sizeof files[0]; index++) {
        if (strcmp(files[index].name, name) == 0) {
            return (tapedeck_embedded_file){(const uint8_t *)files[index].text, strlen(files[index].text)};
        }
    }
    return (tapedeck_embedded_file){NULL, 0};
}
