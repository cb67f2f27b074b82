// unknot serve, settings, version.
#include <http_parser.h>
#include <libpq-fe.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <uv.h>

#include "cli.h"
#include "db/statement.h"
#include "serve/serve.h"

int cmd_serve(struct cli *c)
{
    size_t n;
    if (!cli_options(c, NULL, 0, NULL, 0, &n)) return EXIT_USAGE;
    return serve_main(&c->set);
}

int cmd_settings(struct cli *c)
{
    bool example = false;
    const struct option options[] = {{"example", NULL, &example}};
    size_t n;
    if (!cli_options(c, options, 1, NULL, 0, &n)) return EXIT_USAGE;
    if (example) settings_example(stdout);
    else settings_print(stdout, &c->set);
    return EXIT_DONE;
}

int cmd_version(struct cli *c)
{
    size_t n;
    if (!cli_options(c, NULL, 0, NULL, 0, &n)) return EXIT_USAGE;
    unsigned long parser = http_parser_version();
    int pq = PQlibVersion();
    printf("unknot %s, schema step %d\n", UNKNOT_VERSION, (int)db_schema_step_count);
    printf("SQLite %s, libpq %d.%d, libuv %s, http-parser %lu.%lu.%lu, %s, libsodium %s\n", sqlite3_libversion(), pq / 10000, pq % 10000,
           uv_version_string(), parser >> 16 & 255, parser >> 8 & 255, parser & 255, OpenSSL_version(OPENSSL_VERSION),
           sodium_version_string());
    return EXIT_DONE;
}
