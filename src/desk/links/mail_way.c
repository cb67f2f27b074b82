#include "desk/links/mail_way.h"

#include "base/email.h"
#include "base/phone.h"

static struct mail_way by_email(const struct client_fields *f)
{
    enum msg why = !f->may_email ? MSG_mail_no_consent : !f->email.n ? MSG_mail_no_address : !email_plain(f->email) ? MSG_mail_odd_address : MSG_none;
    struct mail_way way = {.channel = CHANNEL_EMAIL, .hindrance = why};
    if (!why) way.address = f->email;
    return way;
}

static struct mail_way by_sms(struct desk *d, const struct client_fields *f)
{
    struct mail_way way = {.channel = CHANNEL_SMS};
    if (!f->may_text) way.hindrance = MSG_mail_no_consent_text;
    else if (!f->phones.n) way.hindrance = MSG_mail_no_number;
    else if (!phone_e164(d->a, f->phones.v[0], d->env->sms_country, &way.address)) way.hindrance = MSG_mail_odd_number;
    return way;
}

struct mail_way mail_way(struct desk *d, const struct client_fields *f)
{
    struct mail_way email = by_email(f);
    if (!d->env->sms || (d->env->mail && !email.hindrance)) return email;
    struct mail_way sms = by_sms(d, f);
    return d->env->mail && sms.hindrance ? (struct mail_way){.hindrance = f->may_text ? sms.hindrance : email.hindrance} : sms;
}
