// The birth date that a link asks first on a shared phone: one form for every link that a client opens.
#ifndef UNKNOT_WEB_PAGE_LINK_BORN_H
#define UNKNOT_WEB_PAGE_LINK_BORN_H

#include "desk/links/links.h"
#include "pages_link.h"
#include "web/web.h"

// Where nothing is asked the view stays empty. Sets Retry-After while no date may be tried.
void link_born_fill(struct call *c, const struct link_front *f, struct link_born_view *v);
// The posted date.
MUST_USE err link_born_posted(struct call *c, day *born);
// A wrong date commits the counted try, so it is no refusal of the transaction: this is.
MUST_USE err link_born_result(struct call *c, err result, enum confirm_result confirmed);

// The pages behind the birth date, each beside its own form.
MUST_USE err answer_page(struct call *c, int status);
MUST_USE err diary_link_page(struct call *c, int status);
MUST_USE err previsit_page(struct call *c, int status);

#endif
