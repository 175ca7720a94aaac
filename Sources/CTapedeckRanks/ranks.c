// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#include "ranks.h"

#if defined(__clang__)
// #embed is C23; clang has it in older modes as an extension.
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wc23-extensions"
#endif

static const uint8_t o200k_base[] = {
#embed "o200k_base.tiktoken.gz"
};

static const uint8_t cl100k_base[] = {
#embed "cl100k_base.tiktoken.gz"
};

static const uint8_t scalar_classes[] = {
#embed "scalar_classes.bin"
};

tapedeck_embedded tapedeck_o200k_base(void) {
    return (tapedeck_embedded){o200k_base, sizeof o200k_base};
}

tapedeck_embedded tapedeck_cl100k_base(void) {
    return (tapedeck_embedded){cl100k_base, sizeof cl100k_base};
}

tapedeck_embedded tapedeck_scalar_classes(void) {
    return (tapedeck_embedded){scalar_classes, sizeof scalar_classes};
}
