#include "serve/far.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

#include "base/err.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void start(void) { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); }
void far_start(void) { CHECK(pthread_once(&once, start) == 0); }

static char *url_part(CURLU *u, CURLUPart which) {
    char *text = NULL;
    return curl_url_get(u, which, &text, 0) == CURLUE_OK ? text : NULL;
}

bool far_read(arena *a, str url, struct far_address *out) {
    CURLU *u = curl_url();
    CHECK(u);
    *out = (struct far_address){0};
    bool fine = curl_url_set(u, CURLUPART_URL, str_z(a, url), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
    if (fine) {
        *out = (struct far_address){url_part(u, CURLUPART_SCHEME), url_part(u, CURLUPART_HOST), url_part(u, CURLUPART_PORT), url_part(u, CURLUPART_USER),
                                    url_part(u, CURLUPART_PASSWORD), url_part(u, CURLUPART_PATH)};
        fine = out->scheme && out->host && out->host[0];
    }
    curl_url_cleanup(u);
    return fine;
}

void far_free(struct far_address *at) {
    curl_free(at->scheme);
    curl_free(at->host);
    curl_free(at->port);
    curl_free(at->user);
    curl_free(at->password);
    curl_free(at->path);
}

bool far_here(const char *host) { return strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 || strcmp(host, "[::1]") == 0; }
