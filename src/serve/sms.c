#include "serve/sms.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/phone.h"
#include "serve/far.h"
#include "serve/keyfile.h"

enum { CONNECT_S = 15, SEND_S = 30, BODY_MAX = 8 << 10, HEX = 2 * crypto_auth_hmacsha256_BYTES };

struct sms_service {
    CURL *curl;
    char *token;                // signs; of malloc
    size_t token_n;
};

bool sms_wanted(const struct settings *s) { return s->sms_url.n > 0; }

static size_t forget(const char *from, size_t size, size_t n, void *ctx) {
    (void)from, (void)ctx;
    return size * n;
}

#define SET_OPTION(name, value) CHECK(curl_easy_setopt(m->curl, CURLOPT_##name, value) == CURLE_OK)

static void set_service(arena *a, struct sms_service *m, const struct settings *s) {
    SET_OPTION(URL, str_z(a, s->sms_url));
    SET_OPTION(PROTOCOLS_STR, "http,https");
    SET_OPTION(FOLLOWLOCATION, 0L);
    SET_OPTION(PROXY, "");      // none from the environment
    SET_OPTION(NOSIGNAL, 1L);
    SET_OPTION(CONNECTTIMEOUT, (long)CONNECT_S);
    SET_OPTION(TIMEOUT, (long)SEND_S);
    SET_OPTION(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET_OPTION(WRITEFUNCTION, forget);
    SET_OPTION(POST, 1L);
}

static err check(arena *a, const struct settings *s, str *why) {
    struct far_address at;
    bool fine = far_read(a, s->sms_url, &at) && !at.user && !at.password &&
                (strcmp(at.scheme, "https") == 0 || (strcmp(at.scheme, "http") == 0 && far_here(at.host)));
    far_free(&at);
    if (!fine) *why = S("sms-url: not of the form https://service.example/path; http only to this computer");
    else if (!s->sms_token_file.n) *why = S("sms-token-file: what signs text messages is missing");
    else if (s->sms_country.n && !phone_code(s->sms_country)) *why = S("sms-country: not a calling code such as 44");
    else return OK;
    return E_INVALID;
}

err sms_open(arena *a, const struct settings *s, struct sms_service **out, str *why) {
    str token;
    *out = NULL;
    if (!sms_wanted(s)) {
        *why = S("sms-url is not set: there is no service to send text messages by");
        return E_NOT_FOUND;
    }
    far_start();
    err e = check(a, s, why);
    if (e == OK) e = keyfile_line(a, s->sms_token_file, &token, why);
    if (e != OK) return e;
    struct sms_service *m = calloc(1, sizeof *m);
    CHECK(m && (m->curl = curl_easy_init()));
    m->token = malloc(token.n);
    CHECK(m->token);
    memcpy(m->token, token.p, token.n);
    m->token_n = token.n;
    set_service(a, m, s);
    *out = m;
    return OK;
}

void sms_close(struct sms_service *m) {
    if (!m) return;
    curl_easy_cleanup(m->curl);
    sodium_memzero(m->token, m->token_n);
    free(m->token);
    free(m);
}

// ---- sending ----

static str body_of(arena *a, str to, str text, str id) {
    struct buf b = buf_new(a, BODY_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("to"), to);
    jw_kstr(&w, S("text"), text);
    jw_kstr(&w, S("id"), id);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

static const char *signature(arena *a, const struct sms_service *m, str body) {
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char hex[HEX + 1];
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)m->token, m->token_n);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body.p, body.n);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof state);
    return str_z(a, str_fmt(a, "X-Unknot-Signature: sha256=%s", sodium_bin2hex(hex, sizeof hex, mac, sizeof mac)));
}

static struct mail_said said(CURLcode rc, int code) {
    switch (rc) {
    case CURLE_OK: break;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION: return (struct mail_said){MAIL_NOBODY, S("tls"), 0};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return (struct mail_said){MAIL_NOBODY, S("unreachable"), 0};
    case CURLE_OPERATION_TIMEDOUT: return (struct mail_said){MAIL_LATER, S("timeout"), code};
    default: return (struct mail_said){MAIL_LATER, S("broken-off"), code};
    }
    if (code >= 200 && code < 300) return (struct mail_said){MAIL_SENT, S("sent"), code};
    if (code == 401 || code == 403) return (struct mail_said){MAIL_NOBODY, S("sign-in"), code};
    if (code == 404 || code == 405 || code == 410 || (code >= 300 && code < 400)) return (struct mail_said){MAIL_NOBODY, S("unreachable"), code};
    if (code == 400 || code == 406 || code == 413 || code == 422) return (struct mail_said){MAIL_REFUSED, S("refused"), code};
    return (struct mail_said){MAIL_LATER, S("put-off"), code};
}

struct mail_said sms_send(arena *a, struct sms_service *m, str to, str text, str id) {
    long code = 0;
    str body = body_of(a, to, text, id);
    struct curl_slist *h = curl_slist_append(NULL, "Content-Type: application/json");
    CHECK(h && curl_slist_append(h, signature(a, m, body)) && curl_slist_append(h, str_z(a, str_fmt(a, "Idempotency-Key: %.*s", SP(id)))));
    SET_OPTION(HTTPHEADER, h);
    SET_OPTION(POSTFIELDSIZE, (long)body.n);
    SET_OPTION(POSTFIELDS, body.p);
    CURLcode rc = curl_easy_perform(m->curl);
    curl_easy_getinfo(m->curl, CURLINFO_RESPONSE_CODE, &code);
    SET_OPTION(HTTPHEADER, NULL);
    SET_OPTION(POSTFIELDS, NULL);
    curl_slist_free_all(h);
    return said(rc, (int)code);
}
