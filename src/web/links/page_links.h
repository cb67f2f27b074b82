// The page on which links are made, and what it posts.
#ifndef UNKNOT_WEB_PAGE_LINKS_H
#define UNKNOT_WEB_PAGE_LINKS_H

#include "desk/links/links.h"
#include "web/web.h"

// By the first capture of the path, with what was posted and what was refused.
MUST_USE err links_page(struct call *c, int status);
// What was ticked under `name`, "peg" or "peg:<concern>": at most one more than a link may ask, v[LINK_ASKS + 1].
MUST_USE err link_asks_posted(struct call *c, str name, struct ask *v, size_t *n);

#endif
