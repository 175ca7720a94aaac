// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#include "page.h"

#if defined(__clang__)
// #embed is C23; clang has it in older modes as an extension.
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wc23-extensions"
#endif

// The files are one module in the page, in this order.
static const uint8_t script[] = {
#embed "report/data.js"
    ,
#embed "report/list.js"
    ,
#embed "report/rows.js"
    ,
#embed "report/baseline.js"
    ,
#embed "report/sample.js"
    ,
#embed "report/diff.js"
    ,
#embed "report/keys.js"
};

static const uint8_t style[] = {
#embed "report/report.css"
    ,
#embed "report/samples.css"
};

tapedeck_embedded_file tapedeck_report_script(void) {
    return (tapedeck_embedded_file){script, sizeof script};
}

tapedeck_embedded_file tapedeck_report_style(void) {
    return (tapedeck_embedded_file){style, sizeof style};
}
