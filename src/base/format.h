// printf for short texts. Some of the libraries that are linked (libquadmath, behind LAPACK) register printf modifiers of their own, and from then on the C library
// takes its slow path for every format. What nearly all of ours say is put together here instead; whatever else a format says goes to vsnprintf.
#ifndef UNKNOT_BASE_FORMAT_H
#define UNKNOT_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

// As vsnprintf, to the last byte: at most `room` bytes with the NUL, the length that was wanted is returned. By itself: %% %c %s %.*s and %d %u %x of
// every length, with a width in digits, padded with blanks or zeros.
__attribute__((format(printf, 3, 0))) int format_into(char *out, size_t room, const char *fmt, va_list ap);

#endif
