// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stddef.h>
#include <stdint.h>

/// A file of the page that is part of the program.
typedef struct {
    const uint8_t *_Nullable bytes;
    size_t count;
} tapedeck_embedded_file;

/// Finds a file of the page by its name, such as `main.js`; its bytes are null when there is none of that name.
tapedeck_embedded_file tapedeck_page_file(const char *_Nonnull name);

/// The script of a comparison, one module.
tapedeck_embedded_file tapedeck_report_script(void);

/// The style of a comparison.
tapedeck_embedded_file tapedeck_report_style(void);
