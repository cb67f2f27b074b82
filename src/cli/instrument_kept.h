// Instruments of the data folder: what `unknot instrument add` keeps on a computer without a database. Where there is one, an instrument that is
// added is in the library of a practice (desk/measures/library.h), and nowhere else; what was kept here before is still read.
#ifndef UNKNOT_CLI_INSTRUMENT_KEPT_H
#define UNKNOT_CLI_INSTRUMENT_KEPT_H

#include "cli/cli.h"
#include "clinic/measures/instrument.h"

enum { KEPT_MOST = 1000 };

// Shipped, or kept, or in the library of the only practice there is; with `practice` (may be NULL) in that one's library, where what ships is too.
// NULL: said.
const struct instrument_file *instrument_any(struct cli *c, const char *practice, const char *id);
// Each that is kept, by id. One that does not load, or whose id is shipped by now, is left out; false then. Why it does not load was said.
bool instrument_kept_each(struct cli *c, void (*each)(const struct instrument_file *in));
// Checks the file with its golden cases and keeps it, whole or not at all. A shipped id is refused; a version before stays beside
// the new one. An exit code; what was wrong was said.
int instrument_add(struct cli *c, const char *file);

#endif
