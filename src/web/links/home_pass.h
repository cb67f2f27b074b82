// What every page behind /h/{token} needs: the pass that this browser carries, and addresses below the link.
#ifndef UNKNOT_WEB_HOME_PASS_H
#define UNKNOT_WEB_HOME_PASS_H

#include "web/web.h"

str home_pass(const struct call *c);                        // for desk_home_enter; empty where there is none
str home_href(struct call *c, const char *behind);          // "/h/<token>" and what comes behind

// To the page that asks for the birth date, where the pass is not there.
MUST_USE err home_again(struct call *c);

#endif
