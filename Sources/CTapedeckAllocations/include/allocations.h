// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#ifndef TAPEDECK_ALLOCATIONS_H
#define TAPEDECK_ALLOCATIONS_H

#include <stdbool.h>
#include <stdint.h>

/// Whether allocations are counted: on Linux with glibc, in a build without sanitizers, which allocate themselves.
bool tapedeck_counts_allocations(void);

/// How many allocations this thread has made.
uint64_t tapedeck_thread_allocations(void);

#endif
