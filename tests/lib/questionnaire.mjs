// FHIR R4 Questionnaires as tests want them, for an instrument that ships without words. The words are nobody's.
import { readFileSync } from 'node:fs';

const ordinal = 'http://hl7.org/fhir/StructureDefinition/ordinalValue';
const often = ['Never', 'Hardly', 'At times', 'Often', 'Always', 'Beyond'];

// without: an item's number that is left out; turned: numbers whose values go the other way round; link: the linkId of a number.
export function questionnaire(id, { without, turned = [], link = (n) => `${n}` } = {}) {
    const file = JSON.parse(readFileSync(new URL(`../../content/instruments/${id}.json`, import.meta.url), 'utf8'));
    const item = file.items.filter((i) => i.id !== String(without)).map((i) => {
        const codes = file.answers[i.answers].codes.map((c) => c.code);
        const values = turned.includes(Number(i.id)) ? [...codes].reverse() : codes;
        return { linkId: link(i.id), type: 'choice', text: `Question number ${i.id}`,
            answerOption: codes.map((_, k) => ({ valueCoding: { code: `A${k}`, display: often[k], extension: [{ url: ordinal, valueDecimal: values[k] }] } })) };
    });
    return JSON.stringify({ resourceType: 'Questionnaire', status: 'active', language: 'en', title: 'Any', item });
}
