package dev.plumbline.cli;

/// Where the process begins.
///
/// The version is answered here, before anything else is loaded: asking for it must cost about as much as starting a
/// JVM at all.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            System.out.println(Version.LINE);
            return;
        }
        Interruption interruption = Interruption.ofThisProcess();
        int status = Plumbline.execute(Shell.ofThisProcess(interruption.cancellation()), args);
        interruption.over();
        System.exit(status);
    }
}
