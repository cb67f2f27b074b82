// A browser that is handed over to a client (desk/links/kiosk.h): where everything else leads, and its lock screen.
#ifndef UNKNOT_WEB_KIOSK_H
#define UNKNOT_WEB_KIOSK_H

#include "web/web.h"

// The answer to a request that such a browser may not make: led to /kiosk, and from there to the client's form or the lock screen. What was
// typed in another tab is kept behind the lock screen's password. JSON gets E_FORBIDDEN, which says where the form is.
MUST_USE err kiosk_refuse(struct call *c);

#endif
