// TLS over memory: ciphertext in, ciphertext out, no sockets (OpenSSL). TLS 1.2 and up, ALPN http/1.1.
#ifndef UNKNOT_SERVE_TLS_H
#define UNKNOT_SERVE_TLS_H

#include "base/arena.h"
#include "base/err.h"

struct tls_context; // certificate and rules; shared by connections and threads, counted
struct tls;         // one connection

// PEM files. E_INVALID and *why (English) when they cannot be used together.
MUST_USE err tls_context_new(arena *a, str cert_path, str key_path, struct tls_context **out, str *why);
struct tls_context *tls_context_hold(struct tls_context *c);
void tls_context_release(struct tls_context *c); // NULL is a no-op

struct tls *tls_new(struct tls_context *c); // keeps what it needs of the context
void tls_free(struct tls *t);               // NULL is a no-op

enum tls_result { TLS_OK, TLS_WANTS, TLS_ENDED, TLS_BROKEN };

void tls_take(struct tls *t, str ciphertext);                            // all of it
enum tls_result tls_handshake(struct tls *t);                            // TLS_OK: done
enum tls_result tls_read(struct tls *t, char *to, size_t max, size_t *n);  // TLS_OK: *n > 0 bytes of plain text
enum tls_result tls_write(struct tls *t, str plain, size_t *n);          // TLS_OK: *n bytes were taken
void tls_goodbye(struct tls *t);                                         // close_notify into what is to be sent
// Ciphertext to be sent; valid until the next call on t. tls_sent drops the first n bytes.
str tls_to_send(struct tls *t);
void tls_sent(struct tls *t, size_t n);

#endif
