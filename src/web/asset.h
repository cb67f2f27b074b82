// Files of static/, built into the program (tools/gen_assets.py). The path holds a hash of the content, so a response
// may say Cache-Control: public, max-age=31536000, immutable; templates write {{asset app.css}} and get the path.
#ifndef UNKNOT_WEB_ASSET_H
#define UNKNOT_WEB_ASSET_H

#include "base/str.h"

struct asset {
    str name;   // "app.css"
    str path;   // "/static/app.0f1e2d3c.css"
    str type;   // Content-Type
    str body;
    str gzip;   // the body compressed beforehand; empty where that gains nothing
    str tag;    // names the content, for ETag; empty: none is sent
};

const struct asset *asset_by_path(str path);    // NULL where there is none
const struct asset *asset_by_name(str name);    // for Link headers and the like; NULL where there is none

#endif
