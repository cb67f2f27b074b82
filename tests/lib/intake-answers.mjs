// The answers of a healthy adult, as a health form keeps them, with others in their place.
import { readFileSync } from 'node:fs';

import { sql } from './clinic.mjs';

const { questions } = JSON.parse(readFileSync(new URL('../../content/safety/questions.json', import.meta.url)));

export const healthyAnswers = (more = {}) => Object.fromEntries(questions
    .filter((q) => q.id in more || (!q.when && ['choices', 'yes-no'].includes(q.kind)))
    .map((q) => [q.id, q.id in more ? more[q.id] : q.kind === 'choices' ? [] : false]));

// A whole form that was sent so many days ago; its findings are not made.
export function formSent(db, given, days, more) {
    const us = (Date.now() - days * 86_400_000) * 1000, answers = JSON.stringify(healthyAnswers(more)).replaceAll("'", "''");
    sql(db, `INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version)
        SELECT practice_id, id + ${400 - days}, id, ${us}, ${us}, ${us}, 'x', 'en', '${answers}', '{}', 1 FROM client WHERE given = '${given}'`);
}
