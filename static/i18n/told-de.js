/**
 * Was selten von einem Anruf und seinem Eintrag gesagt wird, auf Deutsch. tsc vergleicht die Schlüssel mit denen von told-en.js.
 */

/** @type {import("./told-en.js").Catalogue} */
export const de = {
  "event.dialled": "gewählt von {agent}",
  "event.despite": "als „Nicht anrufen“ gekennzeichnet, trotzdem gewählt von {agent}",
  "event.delivered": "zugestellt an {agent}",
  "event.answered": "angenommen von {agent}",
  "event.connected": "{agent} verbunden",
  "event.held": "gehalten von {agent}",
  "event.resumed": "fortgesetzt von {agent}",
  "event.transferred": "übergeben von {agent} an {to}",
  "event.transferred-by-nobody": "übergeben an {to}",
  "event.called": "{agent} rief {to} an",
  "event.called-by-nobody": "ein weiterer Anruf kam hinzu",
  "event.ended": "beendet, zuletzt bei {agent}",
  "event.ended-by-nobody": "beendet",
  "event.fell-silent": "Ende nicht gemeldet, zuletzt bei {agent}",
  "event.fell-silent-by-nobody": "Ende nicht gemeldet",

  "log.retrying": "Salesforce hat das Protokoll nicht angenommen. Es ist hier sicher",
  "log.rejected": "Salesforce hat das Protokoll abgelehnt: {message}",
  "log.sign-in-needed": "Die Verbindung zu Salesforce muss neu angemeldet werden; Admin fragen",
  "log.salesforce-down": "Salesforce ist nicht erreichbar. Das Protokoll ist hier sicher",
  "log.paused": "Salesforce hat sein Tageslimit erreicht. Das Protokoll ist hier sicher",
  "log.held-limit":
    "Salesforce nimmt seit {time} nichts mehr an: ein Limit ist verbraucht. Wartende Gespräche: {n}; nichts ist verloren",
  "log.held-full":
    "Salesforce hat seit {time} keinen Platz mehr. Wartende Gespräche: {n}; nichts ist verloren",
  "log.held-read-only":
    "Salesforce ist seit {time} schreibgeschützt. Wartende Gespräche: {n}; nichts ist verloren",
  "log.held-sign-in":
    "Salesforce verweigert uns seit {time} den Zugang; Admin fragen. Wartende Gespräche: {n}; nichts ist verloren",
  "log.owner-inactive": "Gehört dem nächsten Inhaber: der erste ist nicht mehr aktiv",
  "log.owner-not-for-object": "Gehört dem nächsten Inhaber: die Warteschlange nimmt keine Aufgaben",
  "log.owner-refused": "Gehört dem nächsten Inhaber: Salesforce hat den ersten abgelehnt",
  "log.owner-not-chosen": "Gehört dem nächsten Inhaber: kein Standardinhaber ist gewählt",
  "log.lead-refused": "Ohne Lead: Salesforce hat abgelehnt, einen anzulegen: {message}",
  "log.lead-not-owned":
    "Der Lead behält seinen Inhaber: Salesforce hat den Wechsel abgelehnt: {message}",
  "log.needs-result": "Ohne Anrufergebnis gespeichert; es braucht noch eines",
  "log.needs-record": "Ohne Datensatz gespeichert; es braucht noch einen",
  "log.record-gone": "Ein Datensatz ist in Salesforce gelöscht; die Aufgabe steht ohne ihn",
  "log.task-gone": "Jemand hat die Aufgabe in Salesforce gelöscht",
  "log.correction-refused": "Salesforce hat eine spätere Korrektur abgelehnt: {message}",
  "log.left-out":
    "Ohne {fields}: Salesforce fehlt das Feld, oder es lehnt es ab; sagen Sie es Ihrem Admin",
  "log.unfit":
    "Ohne {fields}: Was mit dem Anruf kam, passt nicht in das Feld; sagen Sie es der Administration",
  "log.cut": "In der Aufgabe gekürzt, hier ganz: {fields}",
  "log.doubled": "In Salesforce stehen {n} Aufgaben zu diesem Gespräch; Ihr Admin weiß, welche",
  "log.at-least-once":
    "Mindestens einmal geschrieben: Diese Org schließt eine zweite Aufgabe nicht aus",
  "log.left": "Inzwischen in Salesforce geändert und so gelassen: {fields}",
  "log.contested": "Jemand hat ihre Datensätze in Salesforce geändert",

  "said.needs-result": "Nicht gespeichert: erst ein Anrufergebnis wählen, dann Speichern",
  "said.corrected": "Die Aufgabe in Salesforce ist geändert",
  "said.contested": "Jemand hat die Aufgabe in Salesforce geändert: wählen Sie, was bleibt",
  "said.not-corrected": "Die Aufgabe in Salesforce ließ sich nicht ändern",
  "said.marked":
    "{record} ist als „Nicht anrufen“ gekennzeichnet; Salesforce hat es erst jetzt gesagt",
  "said.not-checked":
    "Ungeprüft gewählt: Salesforce sagte nicht rechtzeitig, ob die Nummer als „Nicht anrufen“ gekennzeichnet ist",
  "said.refused": "{record} ist nicht zugeordnet: {reason}",
  "said.taken-out": "{record} ist etwas anderes, als die Seite sagte: {reason}",
  "said.cannot": "{record} passt nicht mehr an seinen Platz und wird angeboten",
  "said.not-matching": "Nichts geändert: er gehört nicht mehr zu den passenden Datensätzen",
  "said.not-assigned": "Nichts geändert: der Datensatz ist nicht mehr zugeordnet",
  "said.nothing-to-undo": "Es gibt nichts mehr zurückzunehmen",
  "said.saved-with": "Gespeichert mit {record}: es war geöffnet",
  "said.already-saved": "Bereits gespeichert von {who}, {time}",
  "said.needs-record":
    "Nicht gespeichert: dieser Anruf braucht einen Datensatz. Ordnen Sie einen zu und drücken Sie Speichern",
  "said.nothing-assigned-once-more":
    "Kein Datensatz ist zugeordnet. Noch einmal „Speichern“ speichert ohne einen",
  "said.follow-up-made": "Die Folgeaufgabe steht in Salesforce",
  "said.follow-up-refused": "Keine Folgeaufgabe: Salesforce hat sie abgelehnt: {message}",
  "said.match-failed":
    "Der Anrufer ließ sich in Salesforce nicht nachschlagen; der Anruf ist sicher",
  "said.page-silent":
    "{record}, gesehen vor {age}, ist zugeordnet; Salesforce sagt nicht, was es jetzt zeigt",
  "said.command-failed": "{command}: hat nicht geklappt, der Anruf läuft weiter. Bitte noch einmal",
  "said.unanswered":
    "{command}: Die Telefonanlage hat nicht geantwortet. Noch einmal versuchen oder das Telefon benutzen",
  "said.command-not-now": "{command} geht gerade nicht",
  "said.call-over": "Der Anruf ist schon beendet; es wurde nichts geändert",
  "said.open-record-changed": "Nichts zugeordnet: offen ist jetzt {record}",
  "said.no-open-record": "Nichts zugeordnet: Salesforce zeigt keinen Datensatz",
  "said.save-undone": "Speichern zurückgenommen: der Anruf lässt sich wieder ändern",
  "said.not-now": "{hotkey} geht gerade nicht",
  "said.dial-failed": "Die Nummer ließ sich nicht wählen. Bitte prüfen und noch einmal versuchen",
  "said.elsewhere": "Jetzt klingelt und wählt ein anderer Browser. Anrufe laufen auch hier weiter",
  "said.here": "Jetzt klingelt und wählt dieser Browser",
  "said.task-taken": "Die Aufgabe gehört zu einem anderen Anruf; dieser bekommt eine eigene",
  "said.task-lost": "Die Aufgabe war nicht zu lesen; der Anruf bekommt eine eigene",

  "field.Subject": "Thema",
  "field.WhoId": "Name",
  "field.WhatId": "Bezug zu",
  "field.OwnerId": "Zugewiesen an",
  "field.ActivityDate": "Fälligkeitsdatum",
  "field.CallDisposition": "Anrufergebnis",
  "field.Description": "Kommentare",

  "logging.not-linked":
    "Wird vom Softphone protokolliert (kein Salesforce-Benutzer verknüpft), der Server schreibt",
  "logging.companion":
    "Wird vom Companion protokolliert (in Salesforce abgemeldet), der Server schreibt",
  "logging.config-1": "Wird vom Server protokolliert: Verpasste Warteschlangen-Anrufe zählen dazu",
  "logging.config-2":
    "Wird vom Server protokolliert: Eingehende Anrufe zählen auch abgemeldet dazu",
  "logging.continues-softphone":
    "Wird vom Softphone protokolliert, in der Aufgabe, von der aus gewählt wurde",
  "logging.continues-companion":
    "Wird vom Companion protokolliert, in der Aufgabe, von der aus gewählt wurde",
  "logging.unless-answered": "Wird nicht protokolliert, solange niemand annimmt: {why}",
  "logging.choice": "Anruf nicht in Salesforce protokollieren",

  "command.answer": "Annehmen",
  "command.decline": "Ablehnen",
  "command.hold": "Halten",
  "command.retrieve": "Weiter",
  "command.mute": "Stummschalten",
  "command.unmute": "Ton an",
  "command.dtmf": "Tastatur",
  "command.hang_up": "Auflegen",
  "command.dial": "Wählen",
  "command.assign": "Zuordnen",
  "command.choose": "Die Wahl",
  "command.swap": "Die Auswahl",
  "command.add": "Hinzufügen",
  "command.unassign": "Entfernen",
  "command.undo": "Rückgängig",
  "command.notes": "Notizen senden",
  "command.result": "Ergebnis",
  "command.save": "Speichern",
  "command.extend": "Verlängern",
  "command.retry": "Noch einmal",
  "command.take-over": "Übernehmen",
  "command.page": "Offenen Datensatz melden",
  "command.transfer": "Verbinden",
  "command.consult": "Rückfrage",
  "command.complete-consult": "Verbinden",
  "command.cancel-consult": "Zurück zum Anrufer",
  "command.conference": "Konferenz",
  "command.do-not-log": "Nicht protokollieren",

  "why.signed-out": "abgemeldet ist das nicht erlaubt",
  "why.signed-out-outgoing": "ausgehende Anrufe werden abgemeldet nicht protokolliert",
  "why.merged": "er ist Teil eines anderen Anrufs",
  "why.signed-out-internal": "Anrufe zwischen Agenten werden abgemeldet nicht protokolliert",

  "page.no-form":
    "Salesforce hat das Formular nicht geöffnet. Anrufe gehen; der Datensatz lässt sich von Hand anlegen.",
  "page.not-opened":
    "Salesforce hat {record} nicht geöffnet. Anrufe gehen; öffnen Sie ihn von Hand.",
  "page.no-library":
    "Salesforce hat das Skript nicht geliefert, das dieses Softphone braucht. Anrufe gehen; geöffnete Datensätze werden nicht bemerkt. Es wird weiter gefragt.",
  "page.not-ready":
    "Salesforce ist noch nicht bereit für das Softphone. Anrufe gehen; es wird weiter gefragt.",
  "page.silent": "Salesforce antwortet dem Softphone nicht. Anrufe gehen; es wird weiter gefragt.",
  "page.refused":
    "Salesforce weist das Softphone ab. Anrufe gehen; laden Sie die Seite neu, und sagen Sie es Ihrem Admin, wenn es so bleibt.",

  "message.salesforce-could-not-be-reached": "Salesforce war nicht erreichbar",
  "message.the-connection-to-salesforce-broke": "die Verbindung zu Salesforce brach ab",
  "message.salesforce-answered-with-something-that-is-not-json":
    "Salesforce hat mit etwas geantwortet, das kein JSON ist",
  "message.salesforce-answered-nonsense": "Salesforce hat Unverständliches geantwortet",
  "message.salesforce-answered": "Salesforce hat mit einem Fehler geantwortet",
  "message.several-records-carry-the-same-key-make-the-key-field-unique":
    "mehrere Datensätze tragen denselben Schlüssel: das Schlüsselfeld muss eindeutig sein",
  "message.the-task-of-this-call-has-been-deleted-too-often":
    "die Aufgabe dieses Anrufs wurde zu oft gelöscht",
  "message.the-org-has-no-closed-task-status-add-one-to-the-task-field-status":
    "die Org hat keinen Status für erledigte Aufgaben: im Feld Status der Aufgaben ergänzen",
  "message.the-integration-user-may-not-see-leads-give-it-our-permission-set":
    "der Integrationsbenutzer darf keine Leads sehen: ihm fehlt unser Berechtigungssatz",
  "message.the-lead-is-no-longer-there": "den Lead gibt es nicht mehr",
  "message.the-org-did-not-answer-the-sign-in-as-oauth-says":
    "die Org hat auf die Anmeldung nicht geantwortet, wie OAuth es verlangt",
  "message.the-org-did-not-answer-our-sign-in-as-oauth-says":
    "die Org hat auf unsere Anmeldung nicht geantwortet, wie OAuth es verlangt",
  "message.the-sign-in-of-the-server-was-interrupted":
    "die Anmeldung des Servers wurde unterbrochen",
  "message.another-user-has-this-username-by-now":
    "ein anderer Benutzer hat inzwischen diesen Benutzernamen",
  "message.the-salesforce-private-key-is-no-rsa-key-in-pem-form":
    "der private Schlüssel für Salesforce ist kein RSA-Schlüssel in PEM-Form",
  "message.another-call-of-this-number-is-making-its-lead":
    "ein anderer Anruf dieser Nummer legt gerade seinen Lead an",
  "message.salesforce-no-longer-accepts-our-access":
    "Salesforce nimmt unseren Zugang nicht mehr an",
  "message.salesforce-refused-the-request-sending-it-again-would-be-refused-again":
    "Salesforce hat die Anfrage abgelehnt und würde sie wieder ablehnen",
  "message.salesforce-could-not-take-the-request-now-the-same-request-may-succeed-later":
    "Salesforce konnte die Anfrage gerade nicht annehmen; später vielleicht",

  "because.only-match": "der einzige Datensatz mit der Nummer {number}",
  "because.chosen": "von Ihnen unter den passenden Datensätzen gewählt",
  "because.settled-by-opening": "von mehreren passenden der, den Sie geöffnet haben",
  "because.opened": "von Ihnen während des Anrufs geöffnet",
  "because.pressed": "von Ihnen zugeordnet",
  "because.in-salesforce": "in Salesforce gewählt",
  "because.swapped": "von Ihnen im Feld gewählt",
  "because.added": "von Ihnen hinzugefügt",
  "because.opened-at-save": "war beim Speichern offen",
  "because.dialled-from": "der Anruf ging von ihm aus",
  "because.lead-made": "ein Lead, den das Produkt angelegt hat: niemand hatte die Nummer {number}",
  "because.named": "von der Telefonanlage genannt",

  "rejected.gave-way": "hat Platz gemacht",
  "rejected.deleted": "von Ihnen entfernt",
  "rejected.relationship": "eine Beziehung",
  "rejected.converted": "ein umgewandelter Lead",
  "rejected.not-tracked": "für dieses Objekt werden keine Aktivitäten verfolgt",
  "rejected.tracking-unknown": "noch nicht bekannt, ob Aktivitäten verfolgt werden",
  "rejected.gone": "nicht mehr in Salesforce",
  "rejected.hidden": "sein Account ist nicht sichtbar",
  "rejected.failed": "sein Account ließ sich nicht nachschlagen",
  "rejected.slow": "sein Account war nicht rechtzeitig bekannt",
  "rejected.relation-unknown": "sein Account war noch nicht bekannt",
  "rejected.other-account": "anderer Account",
  "rejected.lead-alone": "ein Lead steht allein",
  "rejected.account-alone": "zu einem Account passt nur ein Kontakt",
  "rejected.limit": "sein Platz war besetzt",
  "rejected.not-the-only-match": "einer von mehreren mit der Nummer",
  "rejected.not-chosen": "Sie haben anders gewählt",
  "rejected.only-offered": "nur angeboten",
  "rejected.list": "Nicht genommen",
  "rejected.more": "und {n} weitere",

  "undo.assign": "nimmt {record} wieder heraus",
  "undo.unassign": "stellt {record} wieder her",
  "undo.choose": "nimmt die Wahl von {record} zurück",
  "undo.displaced": "holt {record} zurück",
  "undo.swap": "nimmt die Wahl von {record} zurück",
  "undo.add": "nimmt {record} wieder heraus",
  "undo.save": "nimmt das Speichern zurück",
};
