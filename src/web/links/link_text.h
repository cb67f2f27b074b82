// The address of a client's link, as a phone or another program opens it.
#ifndef UNKNOT_WEB_LINK_TEXT_H
#define UNKNOT_WEB_LINK_TEXT_H

#include "desk/links/link_days.h"
#include "web/web.h"

// Where a phone finds us: the public URL where there is one, else as the request came. `path` is that of struct link_made.
str link_url(struct call *c, str path);
// On a page by link: that link's own page, "/a/{token}", with `behind` after it.
str link_here(struct call *c, const char *behind);
// 201, for programs: {"id", "purpose", "url", "expires"} of a link that was made.
MUST_USE err link_made_json(struct call *c, const struct link_made *made);
// "sms:+447700900123?body=…" (RFC 5724) and "mailto:ada@example.org?subject=…&body=…" (RFC 6068); `to` may be empty.
str sms_href(struct call *c, str to, str text);
str mail_href(struct call *c, str to, str subject, str text);
// The desk names days[2].day; a form names its field by the day.
void days_problems(struct call *c, const struct diary_day_in *days, size_t n);

#endif
