#include "serve/tls.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

struct tls {
    SSL *ssl;
    BIO *in, *out; // owned by ssl
    size_t sent;   // of out, bytes already dropped
};

// SSL_CTX counts its own references, so it is the context.
static SSL_CTX *ctx_of(struct tls_context *c) { return (SSL_CTX *)(void *)c; }

static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_n, const unsigned char *in, unsigned int in_n, void *arg) {
    static const unsigned char ours[] = "\x08http/1.1";
    (void)ssl, (void)arg;
    unsigned char *chosen;
    if (SSL_select_next_proto(&chosen, out_n, ours, sizeof ours - 1, in, in_n) != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static err fail(arena *a, SSL_CTX *c, str what, str *why) {
    char words[256];
    unsigned long code = ERR_peek_last_error();
    ERR_error_string_n(code, words, sizeof words);
    const char *reason = ERR_reason_error_string(code);
    *why = str_fmt(a, "%.*s: %s", SP(what), code == 0 ? "cannot be used" : reason ? reason : words);
    ERR_clear_error();
    SSL_CTX_free(c);
    return E_INVALID;
}

err tls_context_new(arena *a, str cert_path, str key_path, struct tls_context **out, str *why) {
    *out = NULL;
    ERR_clear_error();
    SSL_CTX *c = SSL_CTX_new(TLS_server_method());
    if (!c) return fail(a, c, S("TLS"), why);
    SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
    SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(c, choose_alpn, NULL);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF); // tickets do it without memory
    if (SSL_CTX_set_cipher_list(c, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) return fail(a, c, S("TLS ciphers"), why);
    if (SSL_CTX_use_certificate_chain_file(c, str_z(a, cert_path)) != 1) return fail(a, c, str_fmt(a, "certificate %.*s", SP(cert_path)), why);
    if (SSL_CTX_use_PrivateKey_file(c, str_z(a, key_path), SSL_FILETYPE_PEM) != 1)
        return fail(a, c, str_fmt(a, "key %.*s", SP(key_path)), why);
    if (SSL_CTX_check_private_key(c) != 1) return fail(a, c, str_fmt(a, "key %.*s", SP(key_path)), why);
    *out = (struct tls_context *)(void *)c;
    return OK;
}

struct tls_context *tls_context_hold(struct tls_context *c) {
    CHECK(SSL_CTX_up_ref(ctx_of(c)) == 1);
    return c;
}

void tls_context_release(struct tls_context *c) { SSL_CTX_free(ctx_of(c)); }

struct tls *tls_new(struct tls_context *c) {
    struct tls *t = OPENSSL_zalloc(sizeof *t);
    CHECK(t);
    t->ssl = SSL_new(ctx_of(c));
    t->in = BIO_new(BIO_s_mem());
    t->out = BIO_new(BIO_s_mem());
    CHECK(t->ssl && t->in && t->out);
    SSL_set_bio(t->ssl, t->in, t->out);
    SSL_set_accept_state(t->ssl);
    return t;
}

void tls_free(struct tls *t) {
    if (!t) return;
    SSL_free(t->ssl);
    OPENSSL_free(t);
}

void tls_take(struct tls *t, str ciphertext) {
    CHECK(ciphertext.n <= INT_MAX);
    int n = BIO_write(t->in, ciphertext.p, (int)ciphertext.n);
    CHECK(n == (int)ciphertext.n);
}

static enum tls_result result(struct tls *t, int ret) {
    int e = SSL_get_error(t->ssl, ret);
    if (e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE) return TLS_WANTS;
    ERR_clear_error(); // the queue belongs to the thread, and would be blamed on the next connection
    return e == SSL_ERROR_ZERO_RETURN ? TLS_ENDED : TLS_BROKEN;
}

enum tls_result tls_handshake(struct tls *t) {
    if (SSL_is_init_finished(t->ssl)) return TLS_OK;
    int ret = SSL_do_handshake(t->ssl);
    return ret == 1 ? TLS_OK : result(t, ret);
}

enum tls_result tls_read(struct tls *t, char *to, size_t max, size_t *n) {
    int ret = SSL_read_ex(t->ssl, to, max, n);
    return ret == 1 ? TLS_OK : result(t, ret);
}

enum tls_result tls_write(struct tls *t, str plain, size_t *n) {
    CHECK(plain.n > 0);
    int ret = SSL_write_ex(t->ssl, plain.p, plain.n, n);
    return ret == 1 ? TLS_OK : result(t, ret);
}

void tls_goodbye(struct tls *t) {
    if (!SSL_is_init_finished(t->ssl)) return;
    if (SSL_shutdown(t->ssl) < 0) ERR_clear_error();
}

str tls_to_send(struct tls *t) {
    char *p;
    long n = BIO_get_mem_data(t->out, &p);
    CHECK(n >= 0 && (size_t)n >= t->sent);
    return (str){p + t->sent, (size_t)n - t->sent};
}

void tls_sent(struct tls *t, size_t n) {
    t->sent += n;
    if (tls_to_send(t).n > 0) return;
    CHECK(BIO_reset(t->out) >= 0);
    t->sent = 0;
}
