// The frame that every page stands in, the errors of its forms, and the page shown when something went wrong.
//
//   struct client_view v = {.page = page_of(c, MSG_client_title), .errors = form_errors_of(c, &client_form), …};
//   v.page.title = name;                        // where the title is not a message but a name
//   page_crumb(c, &v.page, S("/clients"), MSG_client_list);
//   view_client(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
//
// and in the template  {{include page_top page}} <h1>{{page.title}}</h1> {{include form_errors errors}} … {{include page_end page}}.
#ifndef UNKNOT_WEB_PAGE_H
#define UNKNOT_WEB_PAGE_H

#include "base/opt.h"
#include "view.h"
#include "web.h"

struct form;

struct nav_item {
    str href, icon;
    enum msg label;
    bool current;
};

struct crumb {
    str href, label;
};

struct page_number {
    str words, href;                // href empty: it names no number
};

// One line about a client's safety, for every page about them (safety/safety_line.h). Front desk reads no finding in it.
struct safety_line_view {
    str text, href, state;          // state: "bad", "warn", "good", "" (class of the line); href empty where it leads nowhere
};
struct page_view {
    str title;                      // said already; the practice is put behind it
    str practice;                   // name; empty to a stranger
    str home;                       // where the mark leads; empty on a client's page by link
    str person;                     // who is signed in; empty to a stranger and to a client
    str csrf;                       // of the session, for the frame's own forms (sign out, undo) and the page's
    str about, printed;             // on paper only: whom the sheet is about, and when it was printed; empty where it is about nobody
    LIST(struct nav_item) nav;      // what this role may do; empty to a stranger and to a client
    LIST(struct crumb) crumbs;      // above the title
    struct safety_line_view safety; // of the client that the page is about, above its title (page_safety); empty where the page says it itself, or is about nobody
    struct say flash;               // what was just done; MSG_none for nothing
    str undo, undo_key;             // path to post to, so as to take that back; empty where there is none
    bool client;                    // a client's page: the footer says that nobody watches, and whom to call
    str crisis;                     // the practice's crisis line, shown there; may be empty
    LIST(struct page_number) numbers;   // the same, contact by contact, to be tapped
    str support;                    // where whom to turn to stands; empty where nothing asks for it
    str lock_href;                  // of a browser that is handed over: its lock screen; empty otherwise
    bool asks;                      // a client's questionnaire: a sheet and a module of its own, so that it opens at once
    bool wide;                      // tables and charts: the full width on a large screen
    bool dev;
    str version;
};

// The frame for this call: title, person, navigation by role with the current item found by the path, the flash of ?done=.
struct page_view page_of(const struct call *c, enum msg title);
// A client's page by link: no navigation; the footer with the crisis line.
struct page_view page_of_client(const struct call *c, enum msg title, str practice, str crisis);
void page_crumb(const struct call *c, struct page_view *p, str href, enum msg label);
void page_crumb_text(const struct call *c, struct page_view *p, str href, str label);
// The page is about this client: name, birth date and the time of printing stand on its paper (reference, 6: every sheet of a record names
// whom it is about).
void page_about(const struct call *c, struct page_view *p, str name, opt_day born);
// Offers to take back what the flash says was done.
void page_undo(const struct call *c, struct page_view *p, str path);

// The summary above a form: one row a problem, with a link to its field (id "<form>-<field>", as form_view makes them).
struct form_error_view {
    str href, label, text;          // href and label empty: about the form as a whole
};
struct form_errors_view {
    LIST(struct form_error_view) rows;
};
struct form_errors_view form_errors_of(const struct call *c, const struct form *f);

// The page of an error: what happened, what to do, where to go. Needs no database and no session.
struct error_view {
    struct page_view page;
    int status;
    struct say text;
    LIST(struct form_error_view) problems;
    bool sign_in;                   // offer the sign-in page
    str back;                       // same page again; empty where that makes no sense
};
void page_error(struct call *c, err e);

str page_form_key(const struct call *c);            // for the hidden _key: new for every form shown
str page_time(const struct call *c, instant t);     // "21 Nov 2026, 09:30" in the practice's zone
enum msg page_role_msg(enum role r);
str page_role(const struct call *c, enum role r);   // "Therapist"

#endif
