// The shapes of the body from the front and from the back: one drawing for the chart of what limits a session and for the outline that is tapped.
#ifndef UNKNOT_WEB_BODY_SHAPE_H
#define UNKNOT_WEB_BODY_SHAPE_H

#include "base/buf.h"
#include "clinic/safety/body.h"

#define BODY_VIEW_BOX "-99 0 198 412"

struct body_shape {
    const char *code;               // of body.def
    bool front, back;               // where it is seen
    const char *path;               // within BODY_VIEW_BOX; of a region with sides the one on the viewer's right
};
extern const char body_silhouette[];                    // the half on the viewer's right, open along the middle line
const struct body_shape *body_shape_at(size_t i);       // NULL behind the last

// Writes the attributes of a path behind "<path".
typedef void body_part_fn(struct buf *b, struct site s, bool front, void *of);
// A path for each place that is seen from there, left and right of the client's own.
void body_draw(struct buf *b, bool front, body_part_fn *part, void *of);

#endif
