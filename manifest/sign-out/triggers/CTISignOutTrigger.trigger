/** Salesforce tells who signed out of its pages; a time-out or a closed browser is not told. */
trigger CTISignOutTrigger on LogoutEventStream (after insert) {
    List<CTISignOut.SignOut> noticed = new List<CTISignOut.SignOut>();
    for (LogoutEventStream event : Trigger.new) {
        noticed.add(new CTISignOut.SignOut(event.EventIdentifier, event.Username, event.EventDate));
    }
    CTISignOut.report(noticed);
}
