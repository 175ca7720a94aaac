// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Bytes that are part of the program.
typedef struct {
    const uint8_t *bytes;
    size_t count;
} tapedeck_embedded;

/// The ranks of o200k_base as tiktoken has them, gzip-compressed.
tapedeck_embedded tapedeck_o200k_base(void);

/// The ranks of cl100k_base as tiktoken has them, gzip-compressed.
tapedeck_embedded tapedeck_cl100k_base(void);

/// What tiktoken's split patterns need to know about each Unicode scalar: a table in two stages.
tapedeck_embedded tapedeck_scalar_classes(void);

#pragma clang assume_nonnull end
