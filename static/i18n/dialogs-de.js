/**
 * Was selten gesagt wird, auf Deutsch. tsc vergleicht die Schlüssel mit denen von dialogs-en.js.
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
  "history.other-record":
    "Nicht protokolliert: inzwischen ist ein anderer Datensatz offen. Prüfen und noch einmal drücken.",
  "history.by-hand": "von Hand erfasst",
  "history.log-call": "Anruf erfassen",
  "history.choose": "Wählen",
  "history.add": "Kontakt hinzufügen",
  "history.add-lead": "Neben {record}. Die Aufgabe bekommt beide Namen.",
  "history.cannot-add": "Nicht hinzugefügt: der Datensatz passt nicht neben den, der dort steht.",

  "log-call.direction": "Wer rief an",
  "log-call.outbound": "Ich",
  "log-call.inbound": "Die Gegenseite",
  "log-call.number": "Nummer des Anrufs",
  "log-call.time": "Zeit des Anrufs",
  "log-call.time-hint": "Beginn: {example}, oder mit dem Datum davor",
  "log-call.duration": "Dauer des Anrufs",
  "log-call.duration-hint": "Minuten und Sekunden: 6:12",
  "log-call.on": "Wird zu {record} protokolliert",
  "log-call.on-none": "Kein Datensatz offen: die Nummer sagt, wessen Anruf es war",
  "log-call.bad-number": "Das ist keine Telefonnummer.",
  "log-call.bad-started_at":
    "Angeben, wann der Anruf begann, nicht länger zurück, als Anrufe aufgehoben werden.",
  "log-call.bad-duration_s": "Angeben, wie lange der Anruf gedauert hat; er muss vorbei sein.",

  "idle.redial": "Wahlwiederholung",

  "missed.title": "Verpasste Anrufe",
  "missed.call-back": "Zurückrufen",
  "missed.call-back-name": "{party} zurückrufen",
  "missed.called-back": "zurückgerufen",

  "sign-out.title": "Während des Anrufs abmelden?",
  "sign-out.companion":
    "Der Anruf läuft an Ihrem Telefon weiter. Protokolliert wird er dann vom Begleiter, in dem Sie angemeldet bleiben.",
  "sign-out.softphone":
    "Der Anruf läuft an Ihrem Telefon weiter. Protokolliert wird er dann vom Softphone in Salesforce, in dem Sie angemeldet bleiben.",
  "sign-out.settings":
    "Der Anruf läuft an Ihrem Telefon weiter. Angemeldet ist dann niemand: Ob er protokolliert wird, entscheiden die Einstellungen Ihrer Organisation.",
  "sign-out.stay": "Angemeldet bleiben",

  "do-not-call.title": "Nicht anrufen",
  "do-not-call.one":
    "{record} ist in Salesforce als „Nicht anrufen“ gekennzeichnet. Noch wurde nichts gewählt.",
  "do-not-call.several":
    "Diese haben die Nummer und sind in Salesforce als „Nicht anrufen“ gekennzeichnet. Noch wurde nichts gewählt.",
  "do-not-call.anyway": "Trotzdem wählen",
  "do-not-call.leave": "Nicht wählen",

  "conflict.title": "In Salesforce geändert",
  "conflict.lead":
    "Sie und jemand in Salesforce haben diese Aufgabe geändert. Geschrieben wird erst, wenn Sie gewählt haben.",
  "conflict.who": "Name",
  "conflict.what": "Bezieht sich auf",
  "conflict.ours": "von Ihnen: {records}",
  "conflict.theirs": "in Salesforce: {records}",
  "conflict.nothing": "nichts",
  "conflict.keep-ours": "Meine schreiben",
  "conflict.keep-theirs": "Die aus Salesforce behalten",
  "conflict.over": "Das ist inzwischen geklärt.",

  "dial-list.title": "Wählliste",
  "dial-list.entries": "Einträge der Wählliste",
  "dial-list.dial": "Nächsten wählen",
  "dial-list.skip": "Auslassen",
  "dial-list.more": "und {n} weitere",
  "dial-list.added": "{record} steht auf der Wählliste",
  "dial-list.skipped": "Ausgelassen: {record} kommt jetzt zuletzt",
  "dial-list.no-record": "Erst den Datensatz öffnen, der angerufen werden soll",
  "dial-list.no-number": "{record} steht nicht auf der Wählliste: er zeigt keine Nummer",
  "dial-list.full": "Nicht aufgenommen: die Wählliste fasst 500 Einträge",
  "dial-list.failed": "Die Wählliste ist, wie sie war. Bitte noch einmal",
  "dial-list.lines": "Zeilen aufnehmen",
  "dial-list.file": "Datei wählen",
  "dial-list.add": "Aufnehmen",
  "dial-list.columns":
    "Nichts aufgenommen. Die erste Zeile nennt die Spalten: number, name, record",
  "dial-list.wrong-lines":
    "Nichts aufgenommen. Zeile {lines} prüfen: jede braucht eine Nummer oder die Id eines Datensatzes mit einer",
  "dial-list.next": "Anzurufen",
  "dial-list.none": "Niemand steht auf der Liste. Datensatz öffnen und „Auf die Wählliste“ wählen.",
  "dial-list.take-off": "{record} streichen",
  "dial-list.dialled": "Gewählt",
  "dial-list.reached": "erreicht",
  "dial-list.not-reached": "nicht erreicht",
  "dial-list.running": "der Anruf läuft",
  "dial-list.clear": "Liste leeren",
  "dial-list.not-read": "Die Liste war nicht zu lesen. Schließen und neu öffnen.",

  "follow-up.date": "Fällig am",
  "follow-up.make": "Aufgabe anlegen",
  "follow-up.bad-date": "Einen Tag ab heute wählen.",

  "hint.none": "Ihr Admin hat keine Hinweise hinterlegt.",

  "logging-settings.log": "Ihr Standard: Anrufe protokollieren",
  "logging-settings.do-not-log": "Ihr Standard: nicht protokollieren",
  "logging-settings.meaning":
    "Damit beginnt „Anruf nicht in Salesforce protokollieren“ bei jedem Anruf, wo Sie diese Wahl haben.",
  "logging-settings.ask": "Wer das ändern kann: {contact}.",
  "logging-settings.ask-admin": "Ändern kann das Ihr Admin.",

  "sign-in.blocked":
    "Der Browser hat das Anmeldefenster blockiert. Pop-ups für diese Seite erlauben (Symbol am Ende der Adressleiste), dann noch einmal „Anmelden“.",
  "sign-in.closed": "Das Fenster ist nicht mehr zu sehen. Wenn es zu ist, noch einmal „Anmelden“.",
  "sign-in.cancelled": "Die Anmeldung wurde abgebrochen.",
  "sign-in.refused":
    "Salesforce hat die Anmeldung abgelehnt. Bitte noch einmal „Anmelden“, oder den Admin fragen.",
  "sign-in.other-org": "Ihr Benutzer gehört zu einer anderen Salesforce-Org.",
  "sign-in.expired": "Das hat zu lange gedauert. Bitte noch einmal „Anmelden“.",
  "sign-in.not-linked":
    "Ihr Salesforce-Benutzer ist noch mit keinem Telefon verknüpft. Bitte den Admin fragen.",
  "sign-in.title": "Anmelden, um Anrufe anzunehmen",
  "sign-in.hint":
    "Ein kleines Fenster öffnet und schließt sich von selbst. Ihre Salesforce-Sitzung genügt.",
  "sign-in.button": "Anmelden",
  "sign-in.waiting": "Wartet auf das Anmeldefenster",

  "notes.left": "noch {n} Zeichen",

  "hotkey.answer": "Annehmen",
  "hotkey.decline": "Ablehnen (zweimal drücken)",
  "hotkey.hold": "Halten oder fortsetzen",
  "hotkey.mute": "Stumm oder Ton an",
  "hotkey.hang-up": "Auflegen",
  "hotkey.keypad": "Tastatur",
  "hotkey.assign": "Zuordnen",
  "hotkey.undo": "Rückgängig",
  "hotkey.notes": "Zu den Notizen",
  "hotkey.result": "Zum Anrufergebnis",
  "hotkey.save": "Speichern",
  "hotkey.dial": "Zur Rufnummer",

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

  "popup.title": "Anmelden",
  "popup.binding": "Wird mit dem Softphone abgeglichen …",
  "popup.no-opener": "Die Anmeldung im Softphone öffnen: dort „Anmelden“ drücken.",
  "popup.signed-in": "Angemeldet. Dieses Fenster kann zu.",
  "popup.cancelled": "Die Anmeldung wurde abgebrochen. Dieses Fenster kann zu.",
  "popup.failed": "Die Anmeldung hat nicht geklappt. Fenster schließen und noch einmal „Anmelden“.",

  "hand-on.title": "{caller} verbinden",
  "hand-on.find": "Kollegen suchen oder Nummer eingeben",
  "hand-on.example": "Name, Nebenstelle oder Nummer",
  "hand-on.whom": "Verbinden mit",
  "hand-on.now": "Jetzt verbinden",
  "hand-on.ask": "Erst rückfragen",
  "hand-on.busy": "im Gespräch",
  "hand-on.signed-out": "abgemeldet",
  "hand-on.waits-again": "wartet dort wieder",
  "hand-on.number": "die eingegebene Nummer",
  "hand-on.nobody": "So heißt hier niemand. Für draußen eine Nummer eingeben.",
  "hand-on.more": "Es gibt mehr: Namen oder Nebenstelle eingeben.",
  "hand-on.choose": "Erst wählen, mit wem.",
  "hand-on.no-asking": "In einer Warteschlange kann man nicht rückfragen.",
  "hand-on.not-read":
    "Die Kollegen konnten nicht gelesen werden. Nummer eingeben oder noch einmal versuchen.",
  "hand-on.nobody-there": "Das ist weder eine Nebenstelle noch eine Rufnummer.",

  "set-up.title": "Das Softphone ist noch nicht eingerichtet",
  "set-up.host": "Diese Salesforce-Adresse gehört nicht zu den eingerichteten.",
  "set-up.server": "Der Server hat noch keine Verbindung zu Salesforce.",
  "set-up.check": "Erneut prüfen",
};
