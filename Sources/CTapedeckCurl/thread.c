// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#include "CTapedeckCurl.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct start {
    void (*body)(void *context);
    void *context;
};

static void *run(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    start.body(start.context);
    return NULL;
}

bool tapedeck_thread_start(void (*body)(void *context), void *context) {
    struct start *start = malloc(sizeof *start);
    if (start == NULL) return false;
    *start = (struct start){ body, context };

    // Signals belong to the program, not to this thread; a blocked SIGPIPE also keeps a broken connection from ending
    // the process. The new thread, and the resolver threads libcurl starts from it, inherit the mask.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int failure = pthread_create(&thread, NULL, run, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);

    if (failure != 0) {
        free(start);
        return false;
    }
    pthread_detach(thread);
    return true;
}
