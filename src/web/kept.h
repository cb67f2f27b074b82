// What somebody typed while their session ended. The refused form travels through the sign-in page as one hidden field and
// comes back as a page that saves it with one press, without JavaScript. Nothing of it is stored here: it stays in the hands of
// the browser that sent it. Only for forms that pages of ours posted (call.from_our_page), never for passwords.
#ifndef UNKNOT_WEB_KEPT_H
#define UNKNOT_WEB_KEPT_H

#include "web.h"

enum { KEPT_MAX = 64 << 10 };   // bytes of a posted form that is kept

struct kept {
    str to;                     // path that it was posted to; empty: nothing is kept
    str fields;                 // its pairs, urlencoded, without the token of the ended session
};

// The refused POST of this call; false where there is nothing worth keeping, or it may not be.
bool kept_take(struct call *c, struct kept *out);
// As the sign-in form brings it back: the same rules once more, as anybody can write a form.
bool kept_back(struct call *c, str to, str fields, struct kept *out);
// "Your entry is still here": the form again with the token of this session, which must be there.
err kept_page(struct call *c, const struct kept *k, int status) MUST_USE;
// The sign-in page that carries it (page_signin.c).
err kept_signin(struct call *c, const struct kept *k) MUST_USE;

#endif
