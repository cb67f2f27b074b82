// The fields of a client record as a whole: tidied, checked, compared, filled.
#ifndef UNKNOT_DESK_CLIENTS_RULES_H
#define UNKNOT_DESK_CLIENTS_RULES_H

#include "desk/people/clients.h"

// Blanks off both ends, empty phones left out, sex said.
struct client_fields client_fields_tidy(const struct client_fields *f);
bool client_fields_right(struct desk *d, const struct client_fields *f);    // problems on every field
bool client_fields_same(const struct client_fields *x, const struct client_fields *y);
// What differs, in the order of client_fields.def, phones last.
const struct field_change *client_fields_diff(arena *a, const struct client_fields *before, const struct client_fields *after, size_t *n);
// kept with its empty fields from gone, and gone's phones behind its own as long as there is room.
struct client_fields client_fields_filled(const struct client_fields *kept, const struct client_fields *gone);
// `now` without what filling brought, where it still stands as brought: `before` and `after` are of the filling.
struct client_fields client_fields_unfilled(const struct client_fields *now, const struct client_fields *before, const struct client_fields *after);

#endif
