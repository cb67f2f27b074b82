// A client whose answer asks for help is led to the support page until they say how they are: in web_prepare, after session_detour.
#ifndef UNKNOT_WEB_SUPPORT_H
#define UNKNOT_WEB_SUPPORT_H

#include "web/web.h"

// A page of the link /a/{token} that is asked for is answered with the way to /a/{token}/support (c->done) while that is wanted. What is posted is taken.
MUST_USE err support_detour(struct call *c);

#endif
