#include "store/summary.h"

err summary_clients(struct db *db, arena *a, const struct actor *who, const client_id **out, size_t *n) {
    struct db_rows rs = {0};
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND : db_all(db, a, Q_SUMMARY_CLIENTS, DB_ARGS(DBID(who->practice)), &rs);
    if (e != OK)
        return e;
    client_id *v = ARENA_ARRAY(a, rs.n, client_id);
    for (size_t i = 0; i < rs.n; i++)
        v[i] = (client_id){row_int(rows_at(&rs, i), QC_SUMMARY_CLIENTS_CLIENT)};
    *out = v;
    *n = rs.n;
    return OK;
}
