// A parent that parses nothing, and a child that serves: when the child crashes, another is started at once. The parent holds
// the listening sockets, so connections wait meanwhile instead of being refused.
#ifndef UNKNOT_SERVE_SUPERVISE_H
#define UNKNOT_SERVE_SUPERVISE_H

struct supervised {
    // In the child: serves until SIGTERM or SIGINT, writes one byte to ready_fd when it answers. Returns the exit status.
    int (*serve)(void *ctx, int ready_fd);
    void (*first_ready)(void *ctx);     // in the parent, once
    void (*stopping)(void *ctx);        // in the parent: gives back what only the child still needs
    void *ctx;
    int stop_timeout_s;                 // after it, a child that does not end is killed
};

// Exit status: 0 after an orderly stop; the child's own when it ended before it was ready for the first time.
// SIGHUP goes on to the child. A second SIGINT ends at once.
int supervise(const struct supervised *s);

#endif
