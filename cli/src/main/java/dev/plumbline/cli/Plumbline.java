package dev.plumbline.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `plumbline` command and what all its commands share.
@Command(
        name = "plumbline",
        description = "Train language models from feedback, audit them against known truth, and keep the evidence.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline run             run the quickstart study",
            "  plumbline runs            what was run, and what came out",
            "  plumbline doctor          what this machine can do",
            "  plumbline help run        how a command is used"
        })
final class Plumbline implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Runs one command line in `shell` with what ships; gives the exit status.
    static int execute(Shell shell, String... arguments) {
        return execute(shell, Workbench.shipped(), arguments);
    }

    /// Runs one command line in `shell`; gives the exit status.
    static int execute(Shell shell, Workbench workbench, String... arguments) {
        int status = commandLine(shell, workbench).execute(arguments);
        shell.out().flush();
        shell.err().flush();
        return status;
    }

    /// The whole tree of commands.
    static CommandLine commandLine(Shell shell, Workbench workbench) {
        CommandLine root = new CommandLine(new Plumbline())
                .addSubcommand(new RunCommand(shell, workbench))
                .addSubcommand(new ExplainCommand(shell, workbench))
                .addSubcommand(new StudiesCommand(shell, workbench))
                .addSubcommand(new RunsCommand(shell))
                .addSubcommand(new ReportCommand(shell, workbench))
                .addSubcommand(new VerifyCommand(shell))
                .addSubcommand(new ReproduceCommand(shell, workbench))
                .addSubcommand(new CompareCommand(shell))
                .addSubcommand(new TrainCommand(shell, workbench))
                .addSubcommand(new EvalCommand(shell, workbench))
                .addSubcommand(new PowerCommand(shell))
                .addSubcommand(new JudgeCheckCommand(shell))
                .addSubcommand(new RescoreCommand(shell))
                .addSubcommand(new ImportCommand(shell))
                .addSubcommand(new ExportCommand(shell))
                .addSubcommand(new GenerateCommand(shell))
                .addSubcommand(new ChatCommand(shell))
                .addSubcommand(new ServeCommand(shell))
                .addSubcommand(WorldsCommand.tree(shell))
                .addSubcommand(new DoctorCommand(shell))
                .addSubcommand(new CommandLine.HelpCommand());
        root.getCommandSpec()
                .versionProvider(() -> new String[] {Version.LINE})
                .addOption(flag("Print the version and exit.", "-V", "--version")
                        .versionHelp(true)
                        .build());
        root.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit status:%n")
                .exitCodeList(ExitStatus.meanings());
        complete(root);
        Failures failures = new Failures(shell);
        return root.setOut(new PrintWriter(shell.out(), true, shell.out().charset()))
                .setErr(new PrintWriter(shell.err(), true, shell.err().charset()))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
    }

    /// Gives `command` and those beneath it the options and the help that all share.
    private static void complete(CommandLine command) {
        CommandSpec shared = command.getCommandSpec();
        if (!(shared.userObject() instanceof CommandLine.HelpCommand)) {
            shared.addOption(
                    flag("Print this and exit.", "-h", "--help").usageHelp(true).build());
            shared.addOption(flag("Print where in the code an error came from.", Failures.STACK_TRACE)
                    .build());
        }
        command.getSubcommands().values().forEach(Plumbline::complete);
    }

    private static OptionSpec.Builder flag(String description, String... names) {
        return OptionSpec.builder(names).type(boolean.class).description(description);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which command; plumbline --help lists them");
    }
}
