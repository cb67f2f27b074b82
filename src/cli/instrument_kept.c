// What is kept is <data folder>/instruments/<id>.json, read anew each time.
#include "cli/instrument_kept.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "clinic/measures/instrument_load.h"
#include "desk/measures/library.h"
#include "serve/folder.h"

enum { FILE_MOST = 4 << 20 };

static str kept_path(struct cli *c, str id) { return str_fmt(c->a, "%.*s/instruments/%.*s.json", SP(c->set.data), SP(id)); }

static bool kept_there(struct cli *c, str id) { return take_id_valid(id) && access(str_z(c->a, kept_path(c, id)), F_OK) == 0; }

static const struct instrument_file *kept_load(struct cli *c, str id)
{
    struct instrument_error e = {0};
    str path = kept_path(c, id), text;
    if (!cli_read(c, str_z(c->a, path), FILE_MOST, &text)) return NULL;
    const struct instrument_file *in = instrument_load(c->a, path, text, &e);
    if (!in) return cli_failed(c, "%.*s: %.*s%s%.*s", SP(path), SP(e.path), e.path.n ? ": " : "", SP(e.reason)), NULL;
    if (str_eq(in->id, id)) return in;
    return cli_failed(c, "%.*s: its id is %.*s", SP(path), SP(in->id)), NULL;
}

struct finding {
    struct desk d;
    str id;
    const struct instrument_file *file;
};

static err find(void *ctx, struct db *db)
{
    struct finding *f = ctx;
    f->d.db = db;
    return desk_instrument(&f->d, f->id, &f->file);
}

// Of the practice that is named, or of the only one there is. NULL: said.
static const struct instrument_file *of_practice(struct cli *c, const char *practice, const char *id)
{
    practice_id of;
    int code = cli_open(c, DATABASE_CURRENT);
    if (!code) code = cli_practice(c, practice, &of);
    if (code) return NULL;
    struct finding f = {.d = cli_desk(c, of), .id = str_of(id)};
    err e = db_read(c->db, find, &f);
    if (e == E_NOT_FOUND) cli_failed(c, "there is no instrument '%s'. See: unknot instrument list", id);
    else if (e) cli_refused(c, e);
    return e ? NULL : f.file;
}

const struct instrument_file *instrument_any(struct cli *c, const char *practice, const char *id)
{
    if (practice) return of_practice(c, practice, id);
    const struct instrument_file *in = instrument_shipped(c->a, str_of(id));
    if (in) return in;
    if (kept_there(c, str_of(id))) return kept_load(c, str_of(id));
    if (cli_database_there(c)) return of_practice(c, NULL, id);
    return cli_failed(c, "there is no instrument '%s'. See: unknot instrument list", id), NULL;
}

static int by_bytes(const void *x, const void *y) { return str_cmp(*(const str *)x, *(const str *)y); }

// The ids of the folder, ascending. What is named otherwise (a version before, a part) is none of ours.
static size_t kept_ids(struct cli *c, str *id)
{
    size_t n = 0;
    DIR *d = opendir(str_z(c->a, str_fmt(c->a, "%.*s/instruments", SP(c->set.data))));
    if (!d) return 0;
    for (const struct dirent *e; n < KEPT_MOST && (e = readdir(d));) {
        str name = str_of(e->d_name);
        if (name.n < 6 || !str_eq(str_sub(name, name.n - 5, 5), S(".json")) || !take_id_valid(str_sub(name, 0, name.n - 5))) continue;
        id[n++] = str_dup(c->a, str_sub(name, 0, name.n - 5));
    }
    closedir(d);
    qsort(id, n, sizeof *id, by_bytes);
    return n;
}

bool instrument_kept_each(struct cli *c, void (*each)(const struct instrument_file *in))
{
    str *id = ARENA_ARRAY(c->a, KEPT_MOST, str);
    size_t n = kept_ids(c, id);
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        const struct instrument_file *in = instrument_shipped(c->a, id[i]) ? NULL : kept_load(c, id[i]);
        if (in) each(in);
        else good = false;
    }
    return good;
}

// The file of that id that is there now is kept too, as <id>@<version>.json: what was scored with it can be scored again.
static bool before_kept(struct cli *c, str path, const struct instrument_file *before)
{
    str other = str_fmt(c->a, "%.*s/instruments/%.*s@%.*s.json", SP(c->set.data), SP(before->id), SP(before->version));
    if (link(str_z(c->a, path), str_z(c->a, other)) == 0 || errno == EEXIST) return true;
    return cli_failed(c, "%.*s: %s", SP(other), strerror(errno)), false;
}

int instrument_add(struct cli *c, const char *file)
{
    struct instrument_error e = {0};
    str text, why;
    if (!cli_read(c, file, FILE_MOST, &text)) return EXIT_REFUSED;
    const struct instrument_file *in = instrument_load(c->a, str_of(file), text, &e), *before = NULL;
    if (!in) return cli_failed(c, "%s: %.*s%s%.*s", file, SP(e.path), e.path.n ? ": " : "", SP(e.reason));
    if (instrument_shipped(c->a, in->id)) return cli_failed(c, "%s: '%.*s' is shipped, and cannot be replaced; give yours an id of its own", file, SP(in->id));
    str path = kept_path(c, in->id);
    if (kept_there(c, in->id) && !(before = kept_load(c, in->id))) return EXIT_REFUSED;
    if (before && strcmp(before->sha256, in->sha256) == 0) {
        printf("%.*s %.*s is there already\n", SP(in->id), SP(in->version));
        return EXIT_DONE;
    }
    if (before && !before_kept(c, path, before)) return EXIT_REFUSED;
    if (!folder_make_for(c->a, path, &why) || !folder_put(c->a, path, text, &why)) return cli_failed(c, "%.*s", SP(why));
    printf("%.*s %.*s is kept in %.*s%s\n", SP(in->id), SP(in->version), SP(path), before ? "; the version before is kept beside it" : "");
    return EXIT_DONE;
}
