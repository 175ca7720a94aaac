// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// Counts allocations by standing in front of glibc's allocator: in the program of the unit tests, which links this file,
// and in any program that Benchmarks/ starts with it as a shared library in LD_PRELOAD. `free` stays glibc's.

#include "allocations.h"

// Any header of the library defines __GLIBC__.
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define TAPEDECK_SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(TAPEDECK_SANITIZED)

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

// The names that glibc keeps for allocators in front of its own.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

// Initial-exec, since the general model may allocate when a thread first uses it.
static _Thread_local uint64_t thread_count __attribute__((tls_model("initial-exec")));

// The count of all threads, in a file that whoever started the program reads; no file, no count.
static _Atomic uint64_t *shared_count;

__attribute__((constructor)) static void share(void) {
    const char *path = getenv("TAPEDECK_ALLOCATIONS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *memory = mmap(NULL, sizeof *shared_count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) shared_count = memory;
}

static inline void count(void) {
    thread_count++;
    if (shared_count) atomic_fetch_add_explicit(shared_count, 1, memory_order_relaxed);
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count();
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
    count();
    void *aligned = __libc_memalign(alignment, size);
    if (!aligned) return ENOMEM;
    *memory = aligned;
    return 0;
}

bool tapedeck_counts_allocations(void) {
    return true;
}

uint64_t tapedeck_thread_allocations(void) {
    return thread_count;
}

#else

bool tapedeck_counts_allocations(void) {
    return false;
}

uint64_t tapedeck_thread_allocations(void) {
    return 0;
}

#endif
