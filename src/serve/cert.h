// The certificate that Unknot makes itself for the local network: ECDSA P-256, names and addresses of this computer.
#ifndef UNKNOT_SERVE_CERT_H
#define UNKNOT_SERVE_CERT_H

#include "base/arena.h"
#include "base/err.h"

enum { CERT_NAMES_MAX = 32, CERT_DAYS = 397 };

// Uses folder/cert.pem and folder/key.pem (mode 0600) when they hold all the names and last for 30 more days; else makes new ones.
// Names are DNS names or textual IP addresses.
MUST_USE err cert_own(arena *a, str folder, const str *names, size_t n_names, str *cert_path, str *key_path, bool *made, str *why);

#endif
