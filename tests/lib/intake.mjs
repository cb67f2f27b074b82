// What a client touches on a screen of the health form.

// What a healthy adult touches; returns how often.
export async function healthy(page, name = 'Nia Quinn') {
    let taps = 0;
    const tap = async (box) => { await box.check({ force: true }); taps++; };
    for (const box of await page.locator('input[type=checkbox][value=none]').all()) await tap(box);
    for (const box of await page.locator('input[type=radio][value=no][name^=q_]').all()) await tap(box);
    for (const box of await page.locator('input[type=radio][value=yes]:is([name=agree],[name=confer],[name^=area_])').all()) await tap(box);
    for (const [box, value] of [['emergency_name', 'Bo Quinn'], ['emergency_phone', '020 7946 0000'], ['physician', 'Dr Ray'], ['signed', name]]) {
        if (await page.locator(`[name=${box}]`).count()) await page.fill(`[name=${box}]`, value);
    }
    return taps;
}

// From the first screen to the one before sending; `answers` are what is not as a healthy adult has it: { name of a box: value }.
export async function answerAll(page, path, name, answers) {
    await page.goto(path);
    let screens = 1;
    for (; !await page.getByRole('button', { name: 'Send' }).count(); screens++) {
        if (screens > 40) throw new Error(`the health form does not end: ${page.url()}`);
        await healthy(page, name);
        for (const [box, value] of Object.entries(answers)) {
            const day = page.locator(`input[type=date][name="${box}"]`), pick = page.locator(`input[name="${box}"][value="${value}"]`);
            if (await day.count()) await day.fill(value);
            else if (await pick.count()) {
                const none = page.locator(`input[type=checkbox][name="${box}"][value=none]`);
                if (await none.count()) await none.uncheck({ force: true });
                await pick.check({ force: true });
            }
        }
        await page.getByRole('button', { name: 'Go on' }).click();
    }
    await page.getByRole('button', { name: 'Send' }).click();
    return screens;
}
