#include "serve/cert.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/folder.h"

enum { RENEW_BEFORE_S = 30 * 86400, BACKDATE_S = 3600 };

static bool is_address(const char *name) {
    unsigned char bytes[16];
    return inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1;
}

static bool covers(arena *a, X509 *x, const str *names, size_t n_names) {
    time_t later = time(NULL) + RENEW_BEFORE_S;
    if (X509_cmp_time(X509_get0_notAfter(x), &later) <= 0) return false;
    for (size_t i = 0; i < n_names; i++) {
        const char *name = str_z(a, names[i]);
        int found = is_address(name) ? X509_check_ip_asc(x, name, 0) : X509_check_host(x, name, names[i].n, 0, NULL);
        if (found != 1) return false;
    }
    return true;
}

// The two files are put in place one after the other: the power may go in between.
static bool fits(arena *a, X509 *x, str key_path) {
    FILE *f = fopen(str_z(a, key_path), "re");
    EVP_PKEY *key = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
    if (f) fclose(f);
    bool fine = key && X509_check_private_key(x, key) == 1;
    EVP_PKEY_free(key);
    ERR_clear_error();
    return fine;
}

static bool still_good(arena *a, str cert, str key, const str *names, size_t n_names) {
    FILE *f = fopen(str_z(a, cert), "re");
    X509 *x = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;
    if (f) fclose(f);
    bool good = x && covers(a, x, names, n_names) && fits(a, x, key);
    X509_free(x);
    return good;
}

static bool add_extension(X509 *x, int nid, const char *value) {
    X509V3_CTX ctx;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    bool fine = e && X509_add_ext(x, e, -1) == 1;
    X509_EXTENSION_free(e);
    return fine;
}

static str alternative_names(arena *a, const str *names, size_t n_names) {
    struct buf b = buf_new(a, 8192);
    for (size_t i = 0; i < n_names; i++) buf_putf(&b, "%s%s:%.*s", i ? "," : "", is_address(str_z(a, names[i])) ? "IP" : "DNS", SP(names[i]));
    CHECK(!b.over);
    return buf_str(&b);
}

static bool fill(arena *a, X509 *x, EVP_PKEY *key, const str *names, size_t n_names) {
    unsigned char serial[16];
    if (RAND_bytes(serial, sizeof serial) != 1) return false;
    serial[0] &= 0x7f;
    BIGNUM *n = BN_bin2bn(serial, sizeof serial, NULL);
    bool fine = n && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x));
    BN_free(n);
    X509_NAME *who = X509_get_subject_name(x);
    fine = fine && X509_set_version(x, X509_VERSION_3) == 1 && X509_gmtime_adj(X509_getm_notBefore(x), -BACKDATE_S) &&
           X509_gmtime_adj(X509_getm_notAfter(x), (long)CERT_DAYS * 86400) && X509_set_pubkey(x, key) == 1 &&
           X509_NAME_add_entry_by_txt(who, "CN", MBSTRING_UTF8, (const unsigned char *)"Unknot on this network", -1, -1, 0) == 1 &&
           X509_set_issuer_name(x, who) == 1;
    return fine && add_extension(x, NID_subject_alt_name, str_z(a, alternative_names(a, names, n_names))) &&
           add_extension(x, NID_basic_constraints, "critical,CA:FALSE") && add_extension(x, NID_key_usage, "critical,digitalSignature") &&
           add_extension(x, NID_ext_key_usage, "serverAuth") && X509_sign(x, key, EVP_sha256()) > 0;
}

// path.part, mode 0600, then renamed.
static bool write_pem(arena *a, str path, X509 *x, EVP_PKEY *key) {
    char *part = str_z(a, str_fmt(a, "%.*s.part", SP(path)));
    unlink(part);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!f) {
        if (fd >= 0) close(fd);
        return false;
    }
    bool fine = (x ? PEM_write_X509(f, x) : PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL)) == 1;
    fine = fflush(f) == 0 && fsync(fd) == 0 && fine;
    fine = fclose(f) == 0 && fine;
    return fine && rename(part, str_z(a, path)) == 0;
}

err cert_own(arena *a, str folder, const str *names, size_t n_names, str *cert_path, str *key_path, bool *made, str *why) {
    CHECK(n_names > 0 && n_names <= CERT_NAMES_MAX);
    *made = false;
    *cert_path = str_fmt(a, "%.*s/cert.pem", SP(folder));
    *key_path = str_fmt(a, "%.*s/key.pem", SP(folder));
    if (still_good(a, *cert_path, *key_path, names, n_names)) return OK;
    if (!folder_make(a, folder, why)) return E_INTERNAL;
    err e = E_INTERNAL;
    *why = S("the certificate could not be made");
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    if (key && x && fill(a, x, key, names, n_names)) {
        *why = str_fmt(a, "%.*s: cannot be written", SP(folder));
        if (write_pem(a, *key_path, NULL, key) && write_pem(a, *cert_path, x, NULL)) {
            *made = true;
            e = OK;
        }
    }
    X509_free(x);
    EVP_PKEY_free(key);
    return e;
}
