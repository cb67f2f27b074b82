"""A real SMTP server (aiosmtpd) on loopback for the length of one test; tests/lib/mailbox.mjs starts it.

It prints its port, then one line of JSON for each mail that it took, read by Python's own mail parser. Who the mail is to decides:
later@… is put off (451), never@… is refused (550), spam@… is refused after its text (554); everybody else gets theirs. Who it is from,
too: nobody@… is refused as a sender (553).
It ends when its standard input does.
"""
import argparse
import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

logging.disable() # a client that hangs up is what some tests are about
ANSWERS = {"later": "451 4.3.0 not now", "never": "550 5.1.1 no such mailbox"}


def said(**what):
    print(json.dumps(what), flush=True)


class Mailbox:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "553 5.7.1 sender not owned by user"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = ANSWERS.get(address.split("@")[0])
        if answer:
            said(asked=address)
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.content
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        part = {name: mail.get_body((name,)).get_content() for name in ("plain", "html")}
        said(sender=envelope.mail_from, to=envelope.rcpt_tos, headers={k.lower(): str(v) for k, v in mail.items()}, plain=part["plain"], html=part["html"],
             defects=[str(d) for d in mail.defects], tls=server.transport.get_extra_info("ssl_object") is not None, user=bool(session.authenticated),
             bare=b"\n" in raw.replace(b"\r\n", b""), longest=max(len(line) for line in raw.split(b"\r\n")))
        return "554 5.7.1 no" if envelope.rcpt_tos[0].startswith("spam@") else "250 OK"


async def main():
    words = argparse.ArgumentParser()
    words.add_argument("--port", type=int, default=0)
    words.add_argument("--cert")
    words.add_argument("--key")
    words.add_argument("--starttls", action="store_true")
    words.add_argument("--sign-in", default="")
    asked = words.parse_args()
    context = None
    if asked.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(asked.cert, asked.key)

    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=f"{data.login.decode()}:{data.password.decode()}" == asked.sign_in, handled=False)

    more = {"hostname": "mail.test"}
    if asked.sign_in:
        more.update(authenticator=check, auth_required=True, auth_require_tls=False)
    if asked.starttls:
        more.update(tls_context=context, require_starttls=True)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Mailbox(), **more), "127.0.0.1", asked.port,
                                                            ssl=None if asked.starttls else context)
    said(port=server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
