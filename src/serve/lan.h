// Being found on the local network: this computer's names and addresses, and a QR code for the terminal.
#ifndef UNKNOT_SERVE_LAN_H
#define UNKNOT_SERVE_LAN_H

#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"

// Addresses that other computers reach (IPv4, no loopback, no link-local), most likely first; at most `max`.
size_t lan_addresses(arena *a, str *out, size_t max);
// "localhost", "127.0.0.1", "::1", the host's name and name.local, and the addresses: what a certificate should hold.
size_t lan_names(arena *a, str *out, size_t max);
// Two modules a character, upper and lower half, dark on light whatever the terminal's colours. False when it cannot be made.
bool lan_qr(FILE *to, const char *text);

#endif
