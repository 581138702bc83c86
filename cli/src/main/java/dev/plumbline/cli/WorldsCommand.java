package dev.plumbline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `plumbline worlds`: small worlds whose exact optimum is known.
@Command(
        name = "worlds",
        description =
                "Small worlds whose exact optimum is known: list, draw, solve and play them, and write new " + "ones.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds list                       which worlds there are",
            "  plumbline worlds solve boat_race            its optimum, and what that is truly worth",
            "  plumbline worlds show rocks_diamonds:1      the optimal policy as a picture",
            "  plumbline worlds play whisky_gold           play it yourself",
            "  plumbline worlds new my_world.txt           write a world and check it",
            "  plumbline worlds compare boat_race          agents that learn and plan, beside the optimum"
        })
final class WorldsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// The command with all that it can do.
    static CommandLine tree(Shell shell) {
        return new CommandLine(new WorldsCommand())
                .addSubcommand(new WorldsListCommand(shell))
                .addSubcommand(new WorldsShowCommand(shell))
                .addSubcommand(new WorldsSolveCommand(shell))
                .addSubcommand(new WorldsPlayCommand(shell))
                .addSubcommand(new WorldsNewCommand(shell))
                .addSubcommand(new WorldsAblationCommand(shell))
                .addSubcommand(new WorldsCasesCommand(shell))
                .addSubcommand(new WorldsTrainCommand(shell))
                .addSubcommand(new WorldsCompareCommand(shell))
                .addSubcommand(new WorldsOffSwitchCommand(shell))
                .addSubcommand(new WorldsFriendFoeCommand(shell))
                .addSubcommand(new WorldsRewardsCommand(shell))
                .addSubcommand(new WorldsDebateCommand(shell))
                .addSubcommand(new WorldsPuzzlesCommand(shell))
                .addSubcommand(new WorldsPowerCommand(shell))
                .addSubcommand(new WorldsGoodhartCommand(shell))
                .addSubcommand(new WorldsMisgeneraliseCommand(shell));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do with the worlds; plumbline worlds --help lists it");
    }
}
