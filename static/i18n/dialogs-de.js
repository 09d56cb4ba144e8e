/**
 * Was die Dialoge des Menüs auf Deutsch sagen. tsc vergleicht die Schlüssel mit denen von dialogs-en.js.
 */

/** @type {import("./dialogs-en.js").Catalogue} */
export const de = {
  "history.unlogged-only": "Nur nicht protokollierte",
  "history.count": "{n} nicht protokolliert",
  "history.none": "Hier stehen noch keine Anrufe.",
  "history.more": "Ältere Anrufe zeigen",
  "history.unanswered": "nicht angenommen",
  "history.why": "{state}: {why}",
  "history.log-now": "Jetzt protokollieren",
  "history.on": "zu {record}",
  "history.on-none": "ohne Datensatz",
  "history.not-read": "Die Anrufe waren nicht zu lesen. Liste schließen und neu öffnen.",
  "history.needs-record": "Nicht protokolliert: erst den Datensatz öffnen, um den es ging.",
  "history.cannot-assign": "Nicht protokolliert: der offene Datensatz nimmt keinen Anruf an.",
  "history.not-logged": "Jetzt nicht protokolliert. Steht der Anruf schon in Salesforce?",
  "hotkeys.lead":
    "Sie wirken, solange der Fokus im Softphone steht. Eine Taste ohne Alt oder Shift wirkt beim Tippen nicht.",
  "hotkeys.change": "Ändern",
  "hotkeys.change-name": "{action} ändern",
  "hotkeys.none": "Keine Taste",
  "hotkeys.press": "Tasten drücken …",
  "hotkeys.waits": "Neue Tasten für {action} drücken. Entf nimmt sie weg, Esc behält die alten",
  "hotkeys.unfit":
    "Alt und Shift mit Buchstabe oder Ziffer wählen, einen Buchstaben allein oder F2, F4, F8, F9",
  "hotkeys.taken": "{keys} gehört schon zu {action}. Andere Tasten wählen oder zuerst jene ändern",
  "hotkeys.kept": "{action}: {keys}",
  "hotkeys.not-kept": "Der Server hat die Tasten nicht behalten. Erneut versuchen",
  "hotkeys.reset": "Auf Standard zurücksetzen",
};
