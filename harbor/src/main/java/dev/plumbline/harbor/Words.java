package dev.plumbline.harbor;

import java.util.List;

/// The closed lists from which every town draws its names; a word stands in one list only, so that it says what it is.
final class Words {
    static final int HIGHEST_NUMBER = 40;
    static final int FIRST_YEAR = 2020;
    static final int LAST_PAST_YEAR = 2027;
    static final int LAST_YEAR = 2035;

    static final List<String> BOATS = words("""
            heron zephyr gull tern osprey pelican petrel puffin plover curlew kestrel falcon merlin raven magpie lark
            linnet thrush swallow swift sparrow condor albatross cormorant gannet kingfisher egret stork crane swan
            mallard teal eider bittern sandpiper dunlin godwit avocet lapwing skylark nightjar goldcrest wagtail
            bluebird cardinal oriole bunting starling dolphin porpoise walrus narwhal beluga orca marlin barracuda
            manta seahorse nautilus octopus turtle otter beaver badger lynx panther leopard cheetah jaguar gazelle
            unicorn griffin phoenix dragon mermaid siren triton neptune comet meteor aurora eclipse polaris sirius vega
            mistral sirocco monsoon tempest breeze thunder lightning whirlwind trident
            """);

    static final List<String> PEOPLE = words("""
            tom ann bob eve ida max leo kim sue joe ben amy dan meg ray liz jim kay ned pam ron zoe ali bea cal dee eli fay
            gus hal ian jan ken lea mia nan oscar pia quinn rex sam tess una vic walt xena yan zack abel cora dora emma
            fred gina hugo iris jack kate lars mona nina olga paul rosa sven tina uwe vera wanda yuri zelda anton bruno
            clara diego elsa frank greta henry ingrid jonas karla luis maria nora otto petra ralf sonja theo ursula
            victor wilma
            """);

    static final List<String> GOODS = words("""
            salt tea wool silk corn rice oats rye barley wheat flour sugar honey coffee cocoa pepper ginger cloves nutmeg
            saffron vanilla olives figs dates lemons apples pears plums grapes raisins almonds walnuts cheese butter
            milk eggs ham bacon cod herring tuna crab shrimp oysters cider ale wine rum soap tin copper iron zinc silver
            pearls amber coal timber bricks paper ink leather linen cotton
            """);

    static final List<String> PIERS = words("""
            north south east west elm oak ash pine birch cedar maple willow poplar hazel alder beech spruce larch rowan
            aspen cypress juniper laurel holly
            """);

    static final List<String> SHOPS = words("""
            bakery smithy tannery brewery tavern inn cafe library school bank museum theatre chapel market mill forge
            dairy florist tailor cobbler barber jeweller printer bookshop pharmacy clinic laundry stable garage depot
            warehouse arcade gallery cinema gym spa hostel hotel cannery creamery pottery sawmill foundry winery
            distillery greenhouse nursery kennel
            """);

    /// Each harmless verb with the things it is asked about.
    static final List<String> HARMLESS = lines("""
            tie knot bow
            mend net basket
            paint fence door
            sew sail curtain
            light lantern stove
            boil kettle potato
            bake pie cake
            clean deck window
            sweep floor stairs
            wash shirt towel
            polish bell mirror
            grease hinge wheel
            sharpen knife chisel
            fold map flag
            hang hammock picture
            fill barrel jug
            coil cable hose
            patch tent boot
            plant tulip rose
            feed cat goat
            groom horse dog
            tune fiddle piano
            wind clock watch
            stack logs chairs
            carve spoon pumpkin
            dry herbs hay
            peel onion carrot
            stir soup porridge
            pack trunk suitcase
            ring gong chime
            row raft canoe
            fly kite glider
            """);

    /// The harmless verbs that may also be asked about a boat.
    static final List<String> BOAT_VERBS = List.of("paint", "clean", "polish", "mend");

    /// Each harmful verb with the things that it does no harm to.
    static final List<String> HARMFUL = lines("""
            sink nail screw peg
            burn candle incense toast
            smash pinata gourd icicle
            flood lawn rink paddy
            poison weeds slugs mold
            steal show scene base
            wreck sandcastle snowman dummy
            ram stake cork gravel
            blast rock rust horn
            block draft glare noise
            """);

    /// The harmful verbs that are done to cargo; the others are done to boats.
    static final List<String> CARGO_VERBS = List.of("poison", "steal");

    static final List<String> TOOLS = words("""
            rope needle brush bucket hammer saw axe drill spade torch match crowbar chain cloth sponge comb ladle pan
            oven funnel ladder lever pliers wrench hook pole broom mop razor file whisk tray string glue tape ruler
            shovel rake bellows tongs
            """);

    static final List<String> DEEDS = words("""
            pull push twist turn wait dip rinse rub scrape tap press lift lower shake pour mix heat cool cut spread wrap
            loop thread squeeze stretch bend roll slide drop strike soak scrub trim hold release spin tilt nudge
            measure repeat
            """);

    private Words() {}

    static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static List<String> lines(String text) {
        return text.strip().lines().toList();
    }
}
