// Signing in through OpenID Connect: the built server, real providers, a real browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { startMuster } from "./muster.mjs";
import { startProvider } from "./provider.mjs";

const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const people = {
  ada: { email: "ada@larkspur.example", name: "Ada Larkspur", groups: ["sales", "everybody"] },
  grace: { email: "grace@larkspur.example", name: "Grace Tern", groups: ["everybody"] },
  nobody: { email: "nobody@elsewhere.example", name: "Nobody" },
  boss: { email: "boss@larkspur.example", name: "Bo Ss", groups: ["bosses"] },
  // At the second provider, with the address of somebody of the first.
  impostor: { email: "ada@larkspur.example", name: "Not Ada", groups: ["staff"] },
  baker: { email: "baker@harbour.example", name: "Hanne Baker", groups: ["staff"] },
};

let muster, first, second, browser, partner, customer;

before(async () => {
  muster = await startMuster();
  first = await startProvider(muster, people);
  second = await startProvider(muster, people);
  partner = await muster.api("POST", "/organisations", { kind: "partner", name: "Larkspur" });
  customer = await muster.api("POST", "/organisations", { kind: "customer", name: "Harbour" });
  await first.register("Larkspur", [
    { claim: "groups", value: "bosses", organisation_id: partner.id, role: "admin_agent" },
    { claim: "groups", value: "sales", organisation_id: partner.id, role: "sales_agent" },
    { claim: "groups", value: "everybody", organisation_id: partner.id, role: "helpdesk_agent" },
  ]);
  await second.register("Harbour", [
    { claim: "groups", value: "staff", organisation_id: customer.id, role: "reader" },
  ]);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell", args: flags });
});

after(async () => {
  await browser?.close();
  await first?.stop();
  await second?.stop();
  await muster?.stop();
});

/** A browser of its own, with no cookies yet. */
async function newPage(t) {
  const context = await browser.newContext();
  t.after(() => context.close());
  return context.newPage();
}

/** Where Muster sends the browser when it comes back from the provider. */
async function landing(page) {
  const response = await page.waitForResponse((r) => r.url().startsWith(`${muster.url}/oidc/callback`));
  return { url: response.url(), location: response.headers()["location"] };
}

async function signIn(page, provider, name) {
  await page.goto(`${muster.url}/oidc/${provider.id}/start`);
  const landed = landing(page);
  await page.fill("input[name=name]", name);
  await page.click("button");
  return landed;
}

/** Where Muster sends the browser to sign in, not followed. */
async function begin(page, provider) {
  const answer = await page.context().request.get(`${muster.url}/oidc/${provider.id}/start`, { maxRedirects: 0 });
  return { location: answer.headers()["location"] };
}

/** Who is signed in, as the address bar asks: a status, and what is told. */
async function session(page) {
  const response = await page.goto(`${muster.url}/api/v1/session`);
  return { status: response.status(), body: await response.json() };
}

function errorOf({ location }) {
  assert.match(location, /^\/sign-in\?error=[a-z_]+&request_id=req_[0-9a-z]{26}$/);
  const parameters = new URLSearchParams(location.split("?")[1]);
  return { code: parameters.get("error"), requestId: parameters.get("request_id") };
}

async function refusal(landed) {
  const { code, requestId } = errorOf(landed);
  const kept = await muster.api("GET", `/requests/${requestId}`);
  return { code, detail: kept.request?.detail ?? JSON.stringify(kept) };
}

test("somebody signs in, is made known, and gets the role of the first rule that fits", async (t) => {
  const page = await newPage(t);
  const landed = await signIn(page, first, "ada");
  assert.equal(landed.location, "/");
  const { status, body } = await session(page);
  assert.equal(status, 200);
  assert.equal(body.person.email, "ada@larkspur.example");
  assert.equal(body.person.name, "Ada Larkspur");
  assert.equal(body.person.has_password, false);
  assert.deepEqual(
    body.memberships.map((m) => [m.organisation.id, m.role]), [[partner.id, "sales_agent"]]);
  const audit = await muster.api("GET", `/organisations/${partner.id}/audit`);
  const actions = audit.items.map((entry) => entry.action);
  assert.ok(actions.includes("person.joined") && actions.includes("session.begun"), actions);
});

test("the session's cookie is not sent from another site, the sign-in's is gone", async (t) => {
  const page = await newPage(t);
  await signIn(page, first, "ada");
  await page.waitForURL(`${muster.url}/**`);
  const cookies = await page.context().cookies(muster.url);
  assert.deepEqual(cookies.map((c) => [c.name, c.httpOnly, c.sameSite]), [["muster_session", true, "Strict"]]);
});

test("whoever changes groups there has another role at the next sign-in", async (t) => {
  people.grace.groups = ["everybody"];
  await signIn(await newPage(t), first, "grace");
  people.grace.groups = ["sales"];
  const page = await newPage(t);
  await signIn(page, first, "grace");
  assert.equal((await session(page)).body.memberships[0].role, "sales_agent");
  people.grace.groups = [];
  const refused = await refusal(await signIn(await newPage(t), first, "grace"));
  assert.equal(refused.code, "not_mapped");
  const members = await muster.api("GET", `/organisations/${partner.id}/people`);
  assert.ok(!members.items.some((m) => m.person.email === people.grace.email));
});

test("somebody whom no rule fits is refused, and the operator finds why", async (t) => {
  const page = await newPage(t);
  const refused = await refusal(await signIn(page, first, "nobody"));
  assert.equal(refused.code, "not_mapped");
  assert.match(refused.detail, /No rule of the identity provider `Larkspur`/);
  assert.equal((await session(page)).status, 401);
});

test("two providers at once, and neither signs in to accounts of the other", async (t) => {
  const offered = await (await fetch(`${muster.url}/api/v1/sign-in-providers`)).json();
  assert.deepEqual(offered.items, [
    { id: second.id, name: "Harbour" },
    { id: first.id, name: "Larkspur" },
  ]);
  const page = await newPage(t);
  assert.equal((await signIn(page, second, "baker")).location, "/");
  assert.equal((await session(page)).body.memberships[0].organisation.id, customer.id);
  const refused = await refusal(await signIn(await newPage(t), second, "impostor"));
  assert.equal(refused.code, "email_in_use");
});

test("an account that is there is signed in to only by a provider that may, with a verified address", async (t) => {
  const page = await newPage(t);
  await signIn(page, first, "boss");
  const boss = (await session(page)).body.person;
  people.chief = { email: boss.email.toUpperCase(), name: "Bo at Harbour", groups: ["staff"] };
  assert.equal((await refusal(await signIn(await newPage(t), second, "chief"))).code, "email_in_use");
  await muster.api("PATCH", `/identity-providers/${second.id}`, { links_by_email: true });
  people.chief.email_verified = false;
  const unverified = await refusal(await signIn(await newPage(t), second, "chief"));
  assert.equal(unverified.code, "email_in_use");
  assert.match(unverified.detail, /has not verified/);
  people.chief.email_verified = true;
  const linked = await newPage(t);
  assert.equal((await signIn(linked, second, "chief")).location, "/");
  const { body } = await session(linked);
  assert.equal(body.person.id, boss.id);
  assert.deepEqual(body.memberships.map((m) => m.role).sort(), ["admin_agent", "reader"]);
  await muster.api("PATCH", `/identity-providers/${second.id}`, { links_by_email: false });
  assert.equal((await signIn(await newPage(t), second, "chief")).location, "/", "once known, always known");
});

test("a role that somebody was invited to is not the provider's to change", async (t) => {
  people.baker.groups = ["staff"];
  const page = await newPage(t);
  await signIn(page, second, "baker");
  const { body } = await session(page);
  const membership = `/organisations/${partner.id}/people/${body.person.id}`;
  const invited = await muster.api("POST", `/organisations/${partner.id}/invitations`, {
    email: people.baker.email, role: "helpdesk_agent",
  });
  const accepted = await page.context().request.post(`${muster.url}/api/v1/invitations/accept`, {
    headers: { origin: muster.url }, data: { link: invited.link },
  });
  assert.equal(accepted.status(), 200);
  people.baker.groups = [];
  const again = await newPage(t);
  assert.equal((await signIn(again, second, "baker")).location, "/");
  const left = (await session(again)).body.memberships;
  assert.deepEqual(left.map((m) => [m.organisation.id, m.role]), [[partner.id, "helpdesk_agent"]]);
  await muster.api("DELETE", membership);
  assert.equal((await refusal(await signIn(await newPage(t), second, "baker"))).code, "not_mapped");
  people.baker.groups = ["staff"];
});

test("somebody without an e-mail address is told so", async (t) => {
  people.quiet = { email: undefined, name: "Quiet", groups: ["sales"] };
  assert.equal((await refusal(await signIn(await newPage(t), first, "quiet"))).code, "no_email");
});

test("a wrong client secret is for the operator to mend", async (t) => {
  const one = `/identity-providers/${first.id}`;
  await muster.api("PATCH", one, { client_secret: "wrong" });
  const refused = await refusal(await signIn(await newPage(t), first, "ada"));
  assert.equal(refused.code, "provider_misconfigured");
  assert.match(refused.detail, /invalid_client/);
  await muster.api("PATCH", one, { client_secret: first.clientSecret });
  assert.equal((await signIn(await newPage(t), first, "ada")).location, "/");
});

test("who says no there is told so", async (t) => {
  const refused = await refusal(await signIn(await newPage(t), first, ""));
  assert.equal(refused.code, "sign_in_denied");
});

test("a token with another nonce is refused", async (t) => {
  const page = await newPage(t);
  const { location } = await begin(page, first);
  await page.goto(location.replace(/([?&]nonce=)[^&]*/, "$1somebody-elses"));
  const landed = landing(page);
  await page.fill("input[name=name]", "ada");
  await page.click("button");
  const refused = await refusal(await landed);
  assert.equal(refused.code, "token_refused");
  assert.match(refused.detail, /another sign-in/);
  assert.equal((await session(page)).status, 401);
});

test("an answer is good once, also with the cookie of the browser that asked", async (t) => {
  const page = await newPage(t);
  const context = page.context();
  await page.goto((await begin(page, first)).location);
  const kept = (await context.cookies(muster.url)).filter((c) => c.name === "muster_sign_in");
  assert.equal(kept.length, 1);
  const landed = landing(page);
  await page.fill("input[name=name]", "ada");
  await page.click("button");
  const { url, location } = await landed;
  assert.equal(location, "/");
  await context.addCookies(kept);
  const again = landing(page);
  await page.goto(url).catch(() => {});
  const refused = await refusal(await again);
  assert.equal(refused.code, "sign_in_expired");
  assert.match(refused.detail, /No sign-in with this state/);
});

test("an answer is good only in the browser that asked", async (t) => {
  const attacker = await newPage(t);
  const { request } = attacker.context();
  await attacker.goto((await begin(attacker, first)).location);
  const sent = await request.post(attacker.url(), { form: { name: "ada" }, maxRedirects: 0 });
  const resumed = await request.get(sent.headers()["location"], { maxRedirects: 0 });
  const stolen = resumed.headers()["location"];
  assert.ok(stolen.startsWith(`${muster.url}/oidc/callback?code=`), stolen);
  const victim = await newPage(t);
  const landed = landing(victim);
  await victim.goto(stolen).catch(() => {});
  assert.equal(errorOf(await landed).code, "sign_in_expired");
  assert.equal((await session(victim)).status, 401);
});

test("who signs out at the provider is signed out here, and its token is good once", async (t) => {
  const [page, other] = [await newPage(t), await newPage(t)];
  await signIn(page, first, "ada");
  await signIn(other, first, "ada");
  assert.equal((await session(page)).status, 200);
  await page.goto(`${first.issuer}/session/end`);
  await page.click("button[value=yes]");
  await page.waitForLoadState();
  assert.deepEqual(first.logouts.map((logout) => logout.status), [200]);
  assert.equal((await session(page)).status, 401);
  assert.equal((await session(other)).status, 200, "another of her browsers stays");
  const replayed = await first.sendLogout(first.logouts[0].token);
  assert.equal(replayed.status, 400);
  assert.match((await replayed.json()).error_description, /used before/);
  const forged = await second.sendLogout(first.logouts[0].token);
  assert.equal(forged.status, 400);
});

test("a provider that is switched off lets nobody in, and nobody stay", async (t) => {
  const page = await newPage(t);
  await signIn(page, second, "baker");
  await muster.api("PATCH", `/identity-providers/${second.id}`, { enabled: false });
  assert.equal((await session(page)).status, 401);
  const response = await fetch(`${muster.url}/oidc/${second.id}/start`, { redirect: "manual" });
  assert.equal(errorOf({ location: response.headers.get("location") }).code, "provider_unknown");
});

test("keys that the provider rolled are fetched, and old ones count no more", async (t) => {
  first.rotateKeys();
  // New keys are asked for at most every ten seconds, so that nobody can make us ask all the time.
  const deadline = Date.now() + 20_000;
  for (;;) {
    const page = await newPage(t);
    const landed = await signIn(page, first, "ada");
    if (landed.location === "/") break;
    const refused = await refusal(landed);
    assert.equal(refused.code, "token_refused");
    assert.ok(Date.now() < deadline, refused.detail);
  }
});
