#include "serve/mail.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/email.h"
#include "serve/far.h"
#include "serve/keyfile.h"

enum { CONNECT_S = 15, SEND_S = 60, SUBMISSION = 587, SUBMISSIONS = 465 };

struct mail_server {
    CURL *curl;
    char *from;                 // "<address>"
};

// What libcurl reads the mail from.
struct source {
    str left;
    bool begun;                 // the server asked for the text: what it says from here on is about this mail
};

bool mail_wanted(const struct settings *s) { return s->smtp_url.n > 0; }

// ---- settings ----

static bool address_read(arena *a, str url, struct far_address *at, str *why) {
    bool fine = far_read(a, url, at) && (strcmp(at->scheme, "smtp") == 0 || strcmp(at->scheme, "smtps") == 0) && (!at->path || strcmp(at->path, "/") == 0);
    if (!fine) *why = S("smtp-url: not of the form smtps://mail.example or smtp://mail.example:587");
    else if (at->user || at->password) *why = S("smtp-url: name and password do not belong here; use smtp-user and smtp-password-file");
    return fine && !at->user && !at->password;
}

// ---- the connection ----

static size_t give(char *to, size_t size, size_t n, void *ctx) {
    struct source *from = ctx;
    size_t most = size * n, some = from->left.n < most ? from->left.n : most;
    if (some) memcpy(to, from->left.p, some);
    from->left = str_sub(from->left, some, from->left.n);
    from->begun = true;
    return some;
}

#define SET_OPTION(name, value) CHECK(curl_easy_setopt(m->curl, CURLOPT_##name, value) == CURLE_OK)

static void set_server(arena *a, struct mail_server *m, const struct settings *s, const struct far_address *at) {
    bool whole = strcmp(at->scheme, "smtps") == 0, here = far_here(at->host);
    const char *port = at->port ? at->port : str_z(a, str_fmt(a, "%d", whole ? SUBMISSIONS : SUBMISSION));
    SET_OPTION(URL, str_z(a, str_fmt(a, "%s://%s:%s", at->scheme, at->host, port)));
    SET_OPTION(PROTOCOLS_STR, "smtp,smtps");
    SET_OPTION(PROXY, "");      // none from the environment
    SET_OPTION(NOSIGNAL, 1L);
    SET_OPTION(CONNECTTIMEOUT, (long)CONNECT_S);
    SET_OPTION(TIMEOUT, (long)SEND_S);
    SET_OPTION(USE_SSL, (long)(here ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    SET_OPTION(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (s->smtp_ca.n) SET_OPTION(CAINFO, str_z(a, s->smtp_ca));
    SET_OPTION(UPLOAD, 1L);
    SET_OPTION(READFUNCTION, give);
}

err mail_open(arena *a, const struct settings *s, struct mail_server **out, str *why) {
    struct far_address at = {0};
    str password = {0};
    *out = NULL;
    if (!mail_wanted(s)) {
        *why = S("smtp-url is not set: there is no mail server to send by");
        return E_NOT_FOUND;
    }
    if (!email_plain(s->mail_from)) {
        *why = S("mail-from: not an address such as reception@clinic.example");
        return E_INVALID;
    }
    if ((s->smtp_user.n > 0) != (s->smtp_password_file.n > 0)) {
        *why = S("smtp-user and smtp-password-file belong together: both or none");
        return E_INVALID;
    }
    far_start();
    err e = address_read(a, s->smtp_url, &at, why) ? OK : E_INVALID;
    if (e == OK && s->smtp_user.n) e = keyfile_line(a, s->smtp_password_file, &password, why);
    if (e == OK) {
        struct mail_server *m = calloc(1, sizeof *m);
        CHECK(m && (m->curl = curl_easy_init()) && (m->from = strdup(str_z(a, str_fmt(a, "<%.*s>", SP(s->mail_from))))));
        set_server(a, m, s, &at);
        if (password.n) {
            SET_OPTION(USERNAME, str_z(a, s->smtp_user));
            SET_OPTION(PASSWORD, str_z(a, password));
        }
        *out = m;
    }
    far_free(&at);
    return e;
}

void mail_close(struct mail_server *m) {
    if (!m) return;
    curl_easy_cleanup(m->curl);
    free(m->from);
    free(m);
}

// ---- sending ----

// `what` is libcurl's own word: the sender was refused ("MAIL failed"), or a recipient ("RCPT failed").
static struct mail_said said(CURLcode rc, int code, bool begun, str what) {
    switch (rc) {
    case CURLE_OK: return (struct mail_said){MAIL_SENT, S("sent"), code};
    case CURLE_LOGIN_DENIED: return (struct mail_said){MAIL_NOBODY, S("sign-in"), code};
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION: return (struct mail_said){MAIL_NOBODY, S("tls"), code};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return (struct mail_said){MAIL_NOBODY, S("unreachable"), 0};
    case CURLE_OPERATION_TIMEDOUT: return (struct mail_said){MAIL_LATER, S("timeout"), code};
    default: break;
    }
    if (code == 530 || code == 535) return (struct mail_said){MAIL_NOBODY, S("sign-in"), code}; // RFC 4954: it wants a sign-in, or another
    // A 5xx to the recipient or the text is about this mail; one to the greeting, or to the sender, is about all of them: the account may not send
    // from that address, or not so many a day.
    if (code >= 500 && code < 600 && str_starts(what, S("MAIL failed"))) return (struct mail_said){MAIL_NOBODY, S("sender"), code};
    bool about_this = rc == CURLE_SEND_ERROR || begun;
    if (code >= 500 && code < 600 && about_this) return (struct mail_said){MAIL_REFUSED, S("refused"), code};
    if (code >= 400 && code < 600) return (struct mail_said){MAIL_LATER, S("put-off"), code};
    return (struct mail_said){MAIL_LATER, S("broken-off"), code};
}

struct mail_said mail_send(struct mail_server *m, str to, str mail) {
    char address[300];
    struct source from = {.left = mail};
    long code = 0;
    char what[CURL_ERROR_SIZE] = "";
    CHECK(email_plain(to));
    snprintf(address, sizeof address, "<%.*s>", SP(to));
    struct curl_slist *list = curl_slist_append(NULL, address);
    CHECK(list);
    SET_OPTION(MAIL_FROM, m->from);
    SET_OPTION(MAIL_RCPT, list);
    SET_OPTION(READDATA, &from);
    SET_OPTION(INFILESIZE_LARGE, (curl_off_t)mail.n);
    SET_OPTION(ERRORBUFFER, what);
    CURLcode rc = curl_easy_perform(m->curl);
    curl_easy_getinfo(m->curl, CURLINFO_RESPONSE_CODE, &code);
    SET_OPTION(MAIL_RCPT, NULL);
    SET_OPTION(READDATA, NULL);
    SET_OPTION(ERRORBUFFER, NULL);
    curl_slist_free_all(list);
    return said(rc, (int)code, from.begun, str_of(what));
}
