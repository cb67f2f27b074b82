#include "web/asset.h"

#include "assets_gen.h"

const struct asset *asset_by_path(str path)
{
    size_t lo = 0, hi = asset_table_n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(path, asset_table[mid].path);
        if (c == 0)
            return &asset_table[mid];
        if (c < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

const struct asset *asset_by_name(str name)
{
    for (size_t i = 0; i < asset_table_n; i++)
        if (str_eq(asset_table[i].name, name))
            return &asset_table[i];
    return NULL;
}
